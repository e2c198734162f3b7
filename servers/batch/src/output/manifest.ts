import { closeSync, openSync, writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '@codex-pro/runtime';
import { isMissing } from '../permitted-path.ts';
import { type ChunkRecord, chunkRecordSchema } from './chunk-record.ts';
import { journalName, manifestName } from './own-files.ts';
import { replaceFile } from './replace-file.ts';

/** Lines are added as things happen, and outlive the process: they are in the file before the call returns. */
export interface RecordLog {
  add(line: string): void;
  close(): void;
}

/** A record as both logs hold it. */
export function toLine(record: ChunkRecord): string {
  return `${JSON.stringify(record)}\n`;
}

export function openManifest(folder: string): RecordLog {
  return openLog(join(folder, manifestName));
}

/** Says what a file will hold just before it gets its name: a kill between the two loses nothing. */
export function openJournal(folder: string): RecordLog {
  return openLog(join(folder, journalName));
}

function openLog(path: string): RecordLog {
  const descriptor = openSync(path, 'a', 0o600);
  let torn: unknown = null;
  return {
    add(line) {
      // Nothing follows a line that a full disk cut short: only the last one may be no record.
      if (torn !== null) throw torn;
      const bytes = Buffer.from(line);
      let written = 0;
      try {
        while (written < bytes.length) written += writeSync(descriptor, bytes, written);
      } catch (error) {
        if (written > 0) torn = error;
        throw error;
      }
    },
    close: () => closeSync(descriptor),
  };
}

/** The last record of each chunk. Throws InputError where a file of that name is no manifest. */
export async function readManifest(folder: string): Promise<Map<string, ChunkRecord>> {
  return lastOf(await readLog(join(folder, manifestName)));
}

/** What was written down last before a process died. */
export async function readJournal(folder: string): Promise<Map<string, ChunkRecord>> {
  return lastOf(await readLog(join(folder, journalName)));
}

/** The whole manifest, a line a chunk, in place of the old one. */
export async function replaceManifest(folder: string, records: readonly ChunkRecord[]): Promise<void> {
  await replaceFile(folder, manifestName, records.map(toLine).join(''));
}

function lastOf(records: readonly ChunkRecord[]): Map<string, ChunkRecord> {
  return new Map(records.map((record) => [record.id, record]));
}

async function readLog(path: string): Promise<ChunkRecord[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (isMissing(error)) return '';
    throw new InputError('input_invalid', `${path} cannot be read.`, { cause: error });
  });
  const lines = text.split('\n');
  return lines.flatMap((line, at) => {
    if (line === '') return [];
    const record = parseRecord(line);
    if (record !== null) return [record];
    // A kill may cut the last line short; what it said is found out again.
    if (at === lines.length - 1) return [];
    throw new InputError('input_invalid', `${path}, line ${at + 1} is no line of a batch's manifest.`, {
      hint: 'Choose another output_dir, or move that file away: the batch then starts anew.',
    });
  });
}

function parseRecord(line: string): ChunkRecord | null {
  try {
    return chunkRecordSchema.parse(JSON.parse(line));
  } catch {
    // Whatever is wrong with it, it is no record.
    return null;
  }
}
