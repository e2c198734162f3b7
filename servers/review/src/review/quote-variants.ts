/** A numbered row of the pack: `41+|code`, `41 |code`, `-|code`. */
const packRow = /^\s*(\d*)\s?([+\- ]?)\|(.*)$/;

/**
 * The ways to read a quote: as it is, then without what models copy along with the code (the pack's numbers and
 * marks, a diff's signs, a code fence). Removed rows are left out where other rows remain, since a quote of both
 * sides is about the new one.
 */
export function quoteVariants(quote: string): string[] {
  const plain = trimBlankLines(quote.replaceAll('\r\n', '\n').split('\n'));
  const variants = [plain];
  const unfenced = withoutCodeFence(plain);
  if (unfenced !== null) variants.push(unfenced);
  for (const rows of [...variants]) {
    const numbered = withoutPackMarks(rows);
    if (numbered !== null) variants.push(numbered);
    const signed = withoutDiffSigns(rows);
    if (signed !== null) variants.push(signed);
  }
  return [...new Set(variants.map((rows) => trimBlankLines(rows).join('\n')))].filter((text) => text !== '');
}

function withoutPackMarks(rows: readonly string[]): string[] | null {
  const parts = rows.map((row) => packRow.exec(row));
  const all = parts.every((part, index) => part !== null || rows[index]?.trim() === '');
  // A number or a sign must be there: `|` alone may be code.
  const marked = parts.some((part) => part !== null && (part[1] !== '' || part[2]?.trim() !== ''));
  if (!all || !marked) return null;
  const kept = parts.filter((part) => part?.[2] !== '-');
  return (kept.length > 0 ? kept : parts).map((part) => part?.[3] ?? '');
}

function withoutDiffSigns(rows: readonly string[]): string[] | null {
  if (!rows.every((row) => row === '' || /^[+\- ]/.test(row)) || !rows.some((row) => /^[+-]/.test(row)))
    return null;
  const kept = rows.filter((row) => !row.startsWith('-'));
  return (kept.some((row) => row.trim() !== '') ? kept : rows).map((row) => row.slice(1));
}

function withoutCodeFence(rows: readonly string[]): string[] | null {
  const first = rows[0] ?? '';
  const last = rows.at(-1) ?? '';
  return rows.length > 2 && /^\s*(?:```|~~~)/.test(first) && /^\s*(?:```|~~~)\s*$/.test(last)
    ? rows.slice(1, -1)
    : null;
}

function trimBlankLines(rows: readonly string[]): string[] {
  const first = rows.findIndex((row) => row.trim() !== '');
  if (first === -1) return [];
  return rows.slice(first, rows.findLastIndex((row) => row.trim() !== '') + 1);
}
