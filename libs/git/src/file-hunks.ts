import type { TextEncoding } from './decoded-text.ts';
import type { HunkSpan } from './patch-sections.ts';
import type { Hunk } from './snapshot.ts';

const noNewline = '\\ No newline at end of file';

/** The hunks of one file, decoded from the patch that they lie in. */
export function decodeHunks(
  patch: Buffer,
  spans: readonly HunkSpan[],
  encoding: TextEncoding,
): readonly Hunk[] {
  return spans.map((span) => {
    const lines = patch.toString(encoding, span.start, span.end).split('\n');
    if (lines.at(-1) === '') lines.pop();
    return {
      oldStart: span.oldStart,
      oldLines: span.oldLines,
      newStart: span.newStart,
      newLines: span.newLines,
      heading: span.heading.toString(encoding),
      lines: lines.map((line) => (line === '' ? ' ' : line)),
    };
  });
}

/** A whole file as git would show it were it added now: one hunk, or none for an empty file. */
export function wholeFileHunks(text: string): readonly Hunk[] {
  if (text === '') return [];
  const lines = text.split('\n').map((line) => `+${line}`);
  const count = text.endsWith('\n') ? lines.length - 1 : lines.length;
  if (text.endsWith('\n')) lines.pop();
  else lines.push(noNewline);
  return [{ oldStart: 0, oldLines: 0, newStart: 1, newLines: count, heading: '', lines }];
}

/**
 * The whole text that goes with the hunks: as it was read, or with git's line ends where `autocrlf` turned them. Null
 * where it is another text: edited since the diff was taken, or stored through a filter.
 */
export function textOfHunks(text: string, hunks: readonly Hunk[]): string | null {
  if (agrees(text, hunks)) return text;
  const unix = text.replaceAll('\r\n', '\n');
  return agrees(unix, hunks) ? unix : null;
}

function agrees(text: string, hunks: readonly Hunk[]): boolean {
  const lines = text.split('\n');
  return hunks.every((hunk) => {
    let at = hunk.newStart - 1;
    return hunk.lines.every((line) => {
      if (line.startsWith('-') || line.startsWith('\\')) return true;
      const same = lines[at] === line.slice(1);
      at += 1;
      return same;
    });
  });
}
