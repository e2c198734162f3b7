import { readFile, rm, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { isMissing } from '../permitted-path.ts';
import type { ChunkRecord } from './chunk-record.ts';
import { contentHash } from './content-hash.ts';
import { openJournal, openManifest, toLine } from './manifest.ts';
import { journalName } from './own-files.ts';
import { stageFile } from './replace-file.ts';

/** Puts outputs and what is known of them on disk. */
export interface OutputWriter {
  /** The output is in its place, and the manifest says so, when this resolves. */
  write(record: ChunkRecord, output: string): Promise<void>;
  /** A change without an output: a failure. */
  note(record: ChunkRecord): void;
  /** Gives outputs the names that their records say. All at once: one may have the name that another needs. */
  move(moves: readonly Move[]): Promise<void>;
  /** Ends the logs; the journal is needed no more. */
  close(): Promise<void>;
}

export interface Move {
  readonly record: ChunkRecord;
  /** The old name. */
  readonly from: string;
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
      for (const { record, from } of freeNamesFirst(moves)) {
        const content = await readFile(join(folder, from));
        const hash = contentHash(content);
        const line = toLine(hash === record.hash ? record : { ...record, edited: hash });
        staged.push({ line, file: await stageFile(folder, record.file, content) });
      }
      for (const { line } of staged) journal.add(line);
      for (const { file } of staged) await file.publish();
      for (const { record } of moves) manifest.add(toLine(record));
      await removeOldNames(folder, moves);
    },
    async close() {
      manifest.close();
      journal.close();
      await rm(join(folder, journalName), { force: true });
    },
  };
}

/**
 * In the order in which nothing gets a name that another still has: a kill in between leaves every text under its old
 * name or its new one. Where names go round in a circle, one has to be first.
 */
function freeNamesFirst(moves: readonly Move[]): Move[] {
  const byOldName = new Map(moves.map((move) => [move.from, move]));
  const ordered = new Set<Move>();
  for (const move of moves) {
    const way = new Set<Move>();
    for (
      let next: Move | undefined = move;
      next !== undefined && !ordered.has(next) && !way.has(next);
      next = byOldName.get(next.record.file)
    ) {
      way.add(next);
    }
    for (const each of [...way].reverse()) ordered.add(each);
  }
  return [...ordered];
}

/** A disk that knows no case of letters, or no forms of accents, may take an old name for a new one. */
async function removeOldNames(folder: string, moves: readonly Move[]): Promise<void> {
  const names = new Map(moves.map(({ record }) => [foldedName(record.file), record.file]));
  for (const { from } of moves) {
    const alike = names.get(foldedName(from));
    if (alike === from) continue;
    const same =
      alike !== undefined &&
      (await identityOf(join(folder, alike))) === (await identityOf(join(folder, from)));
    if (!same) await rm(join(folder, from), { force: true });
  }
}

function foldedName(file: string): string {
  return posix.normalize(file).normalize('NFC').toLowerCase();
}

async function identityOf(path: string): Promise<string | null> {
  try {
    const { dev, ino } = await stat(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
