import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Transcript, TranscriptEntry } from './entry.ts';
import { readTranscript } from './read-transcript.ts';

/** A transcript in a file, one line an entry. */
export interface TranscriptFile extends Transcript {
  close(): Promise<void>;
}

/**
 * Opens a transcript, or begins one (mode 0600). Part of a line at its end is cut off. Every append is on the disk
 * when it resolves. One process at a time: whoever opens it must own the job.
 */
export async function openTranscript(path: string): Promise<TranscriptFile> {
  const file = await open(path, 'a+', 0o600);
  try {
    const { entries, wholeBytes } = readTranscript(await file.readFile());
    const { size } = await file.stat();
    if (size > wholeBytes) await file.truncate(wholeBytes);
    if (size === 0) await syncFolder(dirname(path));
    let last: Promise<void> = Promise.resolve();
    return {
      entries,
      append(...added) {
        // Outputs of calls that run together come at any time: their lines must not mix.
        // After a write that failed nothing more is written: it could stand behind half a line, and be lost.
        last = last.then(() => write(file, added));
        return last;
      },
      async close() {
        await last.catch(() => undefined);
        await file.close();
      },
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function write(file: FileHandle, entries: readonly TranscriptEntry[]): Promise<void> {
  await file.appendFile(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  await file.datasync();
}

/** A new file's name is on the disk only when its folder is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
