import { createHash } from 'node:crypto';
import type { ChangedFile, Hunk, Snapshot } from '@codex-pro/git';

/** What of each path was in a snapshot: a mark for each hunk, or one for a file that has none. */
export type HunkMarks = Readonly<Record<string, readonly string[]>>;

/** Marks say what the lines are, not where: a hunk that only moved has the mark it had. */
export function markHunks(snapshot: Snapshot): HunkMarks {
  return Object.fromEntries(snapshot.files.map((file) => [file.path, marksOf(file)]));
}

/** What `withoutMarked` took out. */
export interface Unmarked {
  readonly snapshot: Snapshot;
  /** Files of which nothing is left. */
  readonly files: number;
  readonly hunks: number;
}

/** The snapshot without the hunks, and the files without hunks, that have one of these marks. */
export function withoutMarked(snapshot: Snapshot, marks: HunkMarks): Unmarked {
  let hunks = 0;
  const files = snapshot.files.flatMap((file): readonly ChangedFile[] => {
    const known = new Set(Object.hasOwn(marks, file.path) ? marks[file.path] : []);
    if (file.hunks.length === 0) return known.has(markOfFile(file)) ? [] : [file];
    const left = file.hunks.filter((hunk) => !known.has(markOf(hunk)));
    hunks += file.hunks.length - left.length;
    return left.length === 0 ? [] : [{ ...file, hunks: left }];
  });
  return { snapshot: { ...snapshot, files }, files: snapshot.files.length - files.length, hunks };
}

function marksOf(file: ChangedFile): readonly string[] {
  return file.hunks.length === 0 ? [markOfFile(file)] : file.hunks.map(markOf);
}

function markOf({ lines }: Hunk): string {
  return digest(lines.join('\n'));
}

/** A file without lines to review: binary, left out, or with another mode. */
function markOfFile({ status, oldMode, newMode, size, omitted }: ChangedFile): string {
  return digest(JSON.stringify([status, oldMode, newMode, size, omitted?.word ?? null]));
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}
