import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChunkRecord } from './chunk-record.ts';
import { openJournal, openManifest, toLine } from './manifest.ts';
import { journalName } from './own-files.ts';
import { stageFile } from './replace-file.ts';

/** Puts outputs and what is known of them on disk. */
export interface OutputWriter {
  /** The output is in its place, and the manifest says so, when this resolves. */
  write(record: ChunkRecord, output: string): Promise<void>;
  /** A change without an output: a failure. */
  note(record: ChunkRecord): void;
  /** Gives outputs the names that their records say; `from` are the old ones. All at once: one may have the name that another needs. */
  move(moves: readonly { readonly record: ChunkRecord; readonly from: string }[]): Promise<void>;
  /** Ends the logs; the journal is needed no more. */
  close(): Promise<void>;
}

export function openWriter(folder: string): OutputWriter {
  const manifest = openManifest(folder);
  const journal = openJournal(folder);
  return {
    async write(record, output) {
      const staged = await stageFile(folder, record.file, output);
      const line = toLine(record);
      journal.add(line);
      await staged.publish();
      manifest.add(line);
    },
    note: (record) => manifest.add(toLine(record)),
    async move(moves) {
      const staged = [];
      for (const { record, from } of moves) {
        staged.push(await stageFile(folder, record.file, await readFile(join(folder, from))));
      }
      for (const { record } of moves) journal.add(toLine(record));
      for (const each of staged) await each.publish();
      for (const { record } of moves) manifest.add(toLine(record));
      const names = new Set(moves.map(({ record }) => record.file));
      for (const { from } of moves) if (!names.has(from)) await rm(join(folder, from), { force: true });
    },
    async close() {
      manifest.close();
      journal.close();
      await rm(join(folder, journalName), { force: true });
    },
  };
}
