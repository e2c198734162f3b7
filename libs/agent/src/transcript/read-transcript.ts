import type { TranscriptEntry } from './entry.ts';

/**
 * The whole lines of a transcript, and how many bytes they take. A worker that died while it wrote leaves part of a
 * line: that line was never acted on, so it is passed over, and so is all that may follow it.
 */
export function readTranscript(bytes: Uint8Array): {
  readonly entries: readonly TranscriptEntry[];
  readonly wholeBytes: number;
} {
  const entries: TranscriptEntry[] = [];
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let start = 0;
  for (;;) {
    const end = bytes.indexOf(newline, start);
    if (end === -1) return { entries, wholeBytes: start };
    const entry = parseLine(bytes.subarray(start, end), decoder);
    if (entry === null) return { entries, wholeBytes: start };
    entries.push(entry);
    start = end + 1;
  }
}

const newline = 10;

function parseLine(line: Uint8Array, decoder: InstanceType<typeof TextDecoder>): TranscriptEntry | null {
  try {
    const value: unknown = JSON.parse(decoder.decode(line));
    const known =
      typeof value === 'object' && value !== null && 'type' in value && types.has(String(value.type));
    // Only we write transcripts, whole lines at a time: the kind of a line that parses tells its shape.
    return known ? (value as TranscriptEntry) : null;
  } catch {
    // A block that never reached the disk reads as zeros or as half a character: the line is as good as cut off.
    return null;
  }
}

const types: ReadonlySet<string> = new Set<TranscriptEntry['type']>([
  'begin',
  'resume',
  'answer',
  'call',
  'output',
  'message',
  'compacted',
]);
