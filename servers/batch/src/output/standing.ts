import type { ChunkRecord } from './chunk-record.ts';

/**
 * What is to be done about a chunk. `to`: the name that its output gets, since chunks moved; null where it stays under
 * the name that its record says.
 */
export type Standing =
  /** Its output is there and right. */
  | { readonly type: 'done'; readonly record: ChunkRecord; readonly to: string | null }
  /** Somebody edited its output, which goes with it, or has a file of their own there; it stays as it is. */
  | {
      readonly type: 'kept';
      readonly why: string;
      readonly record: ChunkRecord | undefined;
      readonly to: string | null;
    }
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
  /** Whether that is the output of another chunk: a move was cut short by a kill. */
  readonly another: boolean;
}

/** Decides from what is known of the chunk and found of its output. `force`: what was edited may be replaced. */
export function standingOf(chunk: Known, { record, recorded, another }: Found, force: boolean): Standing {
  // A chunk that was gone for a while and is back is paid for, too.
  const written = record?.state === 'done' || record?.state === 'kept' || record?.state === 'gone';
  if (!written || record.fingerprint !== chunk.fingerprint || recorded === null) return { type: 'due' };
  const to = record.file === chunk.file ? null : chunk.file;
  if (recorded === record.hash) return { type: 'done', record, to };
  if (another || force) return { type: 'due' };
  return { type: 'kept', why: 'edited: its output was edited and stays as it is.', record, to };
}
