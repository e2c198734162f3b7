import type { ChangedFile } from '@codex-pro/git';

export interface CodeLine {
  readonly number: number;
  readonly text: string;
  /** Added by the change on the new side, removed by it on the old side. */
  readonly changed: boolean;
}

/** Consecutive lines of one side of a file. A quote never spans two of them. */
export type CodeRun = readonly CodeLine[];

/** The new side as the hunks show it: context and added lines. */
export const changedSide = onceAFile((file) =>
  file.hunks.map((hunk) => sideOfHunk(hunk.lines, hunk.newStart, '+')),
);

/** The old side as the hunks show it: context and removed lines. */
export const removedSide = onceAFile((file) =>
  file.hunks.map((hunk) => sideOfHunk(hunk.lines, hunk.oldStart, '-')),
);

/** The whole new side, where its text is at hand. */
export const wholeSide = onceAFile((file) => {
  if (file.content === null) return [];
  const added = new Set<number>();
  for (const run of changedSide(file)) for (const line of run) if (line.changed) added.add(line.number);
  const lines = file.content.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return [lines.map((text, index) => ({ number: index + 1, text, changed: added.has(index + 1) }))];
});

/** Many findings look at the same files: each side is made once. */
function onceAFile(make: (file: ChangedFile) => CodeRun[]): (file: ChangedFile) => readonly CodeRun[] {
  const made = new WeakMap<ChangedFile, CodeRun[]>();
  return (file) => {
    const known = made.get(file) ?? make(file);
    made.set(file, known);
    return known;
  };
}

function sideOfHunk(lines: readonly string[], start: number, sign: '+' | '-'): CodeLine[] {
  const side: CodeLine[] = [];
  for (const line of lines) {
    if (!line.startsWith(sign) && !line.startsWith(' ')) continue;
    side.push({ number: start + side.length, text: line.slice(1), changed: line.startsWith(sign) });
  }
  return side;
}
