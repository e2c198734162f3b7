import type { Hunk } from '@codex-pro/git';

/**
 * Cuts a hunk at line ends into pieces of at most `maxCharacters` (a longer line is a piece of its own), each
 * with its own true line numbers. Small pieces let a pack be filled to its limit.
 */
export function piecesOf(hunk: Hunk, maxCharacters: number): Hunk[] {
  const pieces: Hunk[] = [];
  let lines: string[] = [];
  let characters = 0;
  let oldAt = hunk.oldStart;
  let newAt = hunk.newStart;
  const flush = () => {
    const oldLines = lines.filter((line) => line.startsWith('-') || line.startsWith(' ')).length;
    const newLines = lines.filter((line) => line.startsWith('+') || line.startsWith(' ')).length;
    pieces.push({
      oldStart: oldAt,
      oldLines,
      newStart: newAt,
      newLines,
      heading: hunk.heading,
      lines,
    });
    oldAt += oldLines;
    newAt += newLines;
    lines = [];
    characters = 0;
  };
  for (const line of hunk.lines) {
    // "\ No newline at end of file" belongs to the line before it.
    if (lines.length > 0 && characters + line.length > maxCharacters && !line.startsWith('\\')) flush();
    lines.push(line);
    characters += line.length + 1;
  }
  if (lines.length > 0 || pieces.length === 0) flush();
  return pieces;
}

export function isDeletionOnly(piece: Pick<Hunk, 'lines'>): boolean {
  return (
    piece.lines.some((line) => line.startsWith('-')) && !piece.lines.some((line) => line.startsWith('+'))
  );
}

/** The piece as a reviewer sees it: new-side numbers, the mark, a bar, then the code as it stands. */
export function pieceText(piece: Hunk, dropReturns: boolean): string {
  const heading = piece.heading === '' ? '' : ` ${piece.heading}`;
  const rows = [`@@ -${piece.oldStart},${piece.oldLines} +${piece.newStart},${piece.newLines} @@${heading}`];
  let number = piece.newStart;
  for (const line of piece.lines) {
    const sign = line.slice(0, 1);
    const code = dropReturns && line.endsWith('\r') ? line.slice(1, -1) : line.slice(1);
    if (sign === '\\') rows.push(line);
    else if (sign === '-') rows.push(`-|${code}`);
    else {
      rows.push(sign === '+' ? `${number}+|${code}` : `${number} |${code}`);
      number += 1;
    }
  }
  return rows.join('\n');
}
