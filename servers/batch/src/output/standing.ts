import type { ChunkRecord } from './chunk-record.ts';

/** What is to be done about a chunk. */
export type Standing =
  /** Its output is there and right. `from`: under the name it had before, since chunks moved. */
  | { readonly type: 'done'; readonly record: ChunkRecord; readonly from: string | null }
  /** Somebody edited it, or put a file of their own there; it stays. */
  | { readonly type: 'kept'; readonly why: string }
  /** To be sent. */
  | { readonly type: 'due' };

export interface Known {
  readonly id: string;
  /** Where its output belongs. */
  readonly file: string;
  readonly fingerprint: string;
}

export interface Found {
  /** What the manifest and the journal know of this chunk. */
  readonly record: ChunkRecord | undefined;
  /** Hash of what lies where the record says; null where nothing does. */
  readonly recorded: string | null;
  /** Hash of what lies where the output belongs. */
  readonly present: string | null;
  /** Whether the batch once wrote exactly that there, for whichever chunk. */
  readonly ours: boolean;
  /** Whether it ever wrote there. */
  readonly wrote: boolean;
}

/** Decides from what is known and found. `force`: what is not ours may be replaced too. */
export function standingOf(
  chunk: Known,
  { record, recorded, present, ours, wrote }: Found,
  force: boolean,
): Standing {
  const written = record?.state === 'done' || record?.state === 'kept';
  if (written && record.fingerprint === chunk.fingerprint && recorded !== null) {
    if (recorded === record.hash) return done(chunk, record);
    if (!force) return { type: 'kept', why: 'edited: its output was edited and stays as it is.' };
    return { type: 'due' };
  }
  if (present === null || ours || force) return { type: 'due' };
  return {
    type: 'kept',
    why: wrote
      ? 'edited: it changed, but its output was edited and was not replaced (force replaces it).'
      : 'exists: a file that this batch did not write has its name and was not replaced (force replaces it).',
  };
}

function done(chunk: Known, record: ChunkRecord): Standing {
  return { type: 'done', record, from: record.file === chunk.file ? null : record.file };
}
