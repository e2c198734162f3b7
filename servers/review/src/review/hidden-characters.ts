import type { ChangedFile } from '@codex-pro/git';

/**
 * Characters that make code read otherwise than it runs: those that turn the direction of writing, have no width, or are
 * tags without a glyph (CVE-2021-42574). Joiners are left out: scripts and emoji need them. A byte order mark at the
 * beginning of a line is one.
 */
const hidden = /[\u200b\u2060-\u2064\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]|(?<!^.)\ufeff/u;

/** New-side numbers of added lines that hold such characters. */
export function hiddenLines(file: ChangedFile): number[] {
  const found: number[] = [];
  for (const hunk of file.hunks) {
    let number = hunk.newStart;
    for (const line of hunk.lines) {
      if (line.startsWith('+') && hidden.test(line)) found.push(number);
      if (line.startsWith('+') || line.startsWith(' ')) number += 1;
    }
  }
  return found;
}
