import type { Transcript, TranscriptEntry } from '../transcript/entry.ts';

export interface MemoryTranscript extends Transcript {
  /** Everything, what was appended included. */
  readonly all: TranscriptEntry[];
}

export function memoryTranscript(entries: readonly TranscriptEntry[] = []): MemoryTranscript {
  const all = [...entries];
  return {
    entries,
    all,
    append(...added) {
      all.push(...structuredClone(added));
      return Promise.resolve();
    },
  };
}
