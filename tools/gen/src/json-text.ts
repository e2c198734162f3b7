const lineWidth = 110;

/** JSON as the formatter of this repository leaves it: lists of plain values on one line where they fit. */
export function jsonText(value: unknown): string {
  return `${write(value, '', 0)}\n`;
}

/** @param before characters that stand on the line already, the key for example */
function write(value: unknown, indent: string, before: number): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const plain = value.every((entry) => typeof entry !== 'object');
    const line = `[${value.map((entry) => JSON.stringify(entry)).join(', ')}]`;
    if (plain && before + line.length + 1 <= lineWidth) return line;
    return `[\n${value.map((entry) => inner + write(entry, inner, inner.length)).join(',\n')}\n${indent}]`;
  }
  const lines = Object.entries(value).map(([key, entry]) => {
    const start = `${inner}${JSON.stringify(key)}: `;
    return start + write(entry, inner, start.length);
  });
  return lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n${indent}}`;
}
