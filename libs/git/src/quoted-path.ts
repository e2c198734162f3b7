const escapes = new Map<number, string>([
  [0x07, '\\a'],
  [0x08, '\\b'],
  [0x09, '\\t'],
  [0x0a, '\\n'],
  [0x0b, '\\v'],
  [0x0c, '\\f'],
  [0x0d, '\\r'],
  [0x22, '\\"'],
  [0x5c, '\\\\'],
]);

/**
 * A path as git prints it in a patch header: as it is, or between quotes in C style where it holds a control
 * character, a quote or a backslash. (git-config, `core.quotePath`; where a path is quoted, `-z` output of a patch
 * escapes bytes over 0x7f too, unless `core.quotePath` is false.)
 */
export function quotedPath(prefix: 'a/' | 'b/', path: Buffer): Buffer {
  const bytes = Buffer.concat([Buffer.from(prefix), path]);
  if (!bytes.some(needsQuotes)) return bytes;
  const quoted: number[] = [0x22];
  for (const byte of bytes) {
    if (needsQuotes(byte)) quoted.push(...Buffer.from(escapes.get(byte) ?? octal(byte)));
    else quoted.push(byte);
  }
  quoted.push(0x22);
  return Buffer.from(quoted);
}

function needsQuotes(byte: number): boolean {
  return byte < 0x20 || byte === 0x7f || byte === 0x22 || byte === 0x5c;
}

function octal(byte: number): string {
  return `\\${byte.toString(8).padStart(3, '0')}`;
}
