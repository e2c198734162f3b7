import { FileRefusal } from './file-refusal.ts';

const sniffed = 8 * 1024;
const maxLineCharacters = 2_000;

/** Whether bytes are no text: git's own test, a NUL byte near the beginning. */
export function isBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, sniffed).includes(0);
}

/** A page of lines. Numbers count from 1. */
export interface LinePage {
  readonly offset: number;
  readonly limit: number;
}

/**
 * Lines of a text with their numbers (`L12: …`), the first ones that fit into `maxBytes`, and what is left. A very long line is
 * cut. Throws FileRefusal for an offset beyond the end.
 */
export function numberedLines(text: string, { offset, limit }: LinePage, maxBytes: number): string {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  if (lines.length === 0) return '(the file is empty)';
  if (offset > lines.length) throw new FileRefusal(`the file has only ${lines.length} lines`);
  const shown: string[] = [];
  let bytes = 0;
  for (const [index, line] of lines.slice(offset - 1, offset - 1 + limit).entries()) {
    const numbered = `L${offset + index}: ${cutLine(line)}`;
    bytes += Buffer.byteLength(numbered) + 1;
    if (bytes > maxBytes && shown.length > 0) break;
    shown.push(numbered);
  }
  const next = offset + shown.length;
  if (next <= lines.length) shown.push(`(${lines.length - next + 1} more lines: go on with offset ${next})`);
  return shown.join('\n');
}

export function cutLine(line: string): string {
  const whole = line.endsWith('\r') ? line.slice(0, -1) : line;
  return whole.length > maxLineCharacters ? `${whole.slice(0, maxLineCharacters).toWellFormed()}…` : whole;
}
