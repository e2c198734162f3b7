import { checkPlaces } from './check-places.ts';
import type { ChunkRecord } from './chunk-record.ts';
import { hashOfFile } from './content-hash.ts';
import { keepApart } from './keep-apart.ts';
import { readJournal, readManifest } from './manifest.ts';
import { type Known, type Standing, standingOf } from './standing.ts';

export interface Stock {
  /** By the chunk's id. */
  readonly standings: ReadonlyMap<string, Standing>;
  /** Records of all chunks that were ever here. */
  readonly records: ReadonlyMap<string, ChunkRecord>;
  /** Names of these chunks' outputs under which something lies now that does not move away. */
  readonly there: ReadonlySet<string>;
}

/**
 * What an output folder holds of these chunks. Every file is looked at: what the manifest says counts only where the
 * file is what it says. `force`: what lies where this chunk's output belongs may be replaced; `redo`: done again even if
 * it is done. Reads only.
 */
export async function takeStock(
  folder: string,
  chunks: readonly Known[],
  options: { force(id: string): boolean; readonly redo: ReadonlySet<string> },
): Promise<Stock> {
  checkPlaces(
    folder,
    chunks.map(({ file }) => file),
  );
  const records = await readRecords(folder);
  checkPlaces(
    folder,
    [...records.values()].map(({ file }) => file),
  );
  const hashes = new Map<string, Promise<string | null>>();
  const hashOf = (file: string): Promise<string | null> => {
    const hash = hashes.get(file) ?? hashOfFile(folder, file);
    hashes.set(file, hash);
    return hash;
  };
  const written = new Map<string, Set<string>>();
  for (const { file, hash } of records.values()) {
    if (hash !== null) written.set(file, (written.get(file) ?? new Set()).add(hash));
  }
  const isOurs = (file: string, hash: string | null) =>
    hash !== null && written.get(file)?.has(hash) === true;
  const standings = new Map<string, Standing>();
  const there = new Set<string>();
  const strange = new Set<string>();
  for (const chunk of chunks) {
    const record = records.get(chunk.id);
    const recorded = record === undefined ? null : await hashOf(record.file);
    const another = recorded !== record?.hash && isOurs(record?.file ?? '', recorded);
    const standing = standingOf(chunk, { record, recorded, another }, options.force(chunk.id));
    const again = standing.type === 'done' && options.redo.has(chunk.id);
    standings.set(chunk.id, again ? { type: 'due' } : standing);
    const present = await hashOf(chunk.file);
    if (present === null) continue;
    there.add(chunk.file);
    if (!options.force(chunk.id) && !isOurs(chunk.file, present)) strange.add(chunk.file);
  }
  keepApart(chunks, standings, {
    foreign: (file) => strange.has(file),
    wrote: (file) => written.has(file),
  });
  for (const standing of standings.values()) {
    if (standing.type !== 'due' && standing.to !== null) there.delete(standing.record?.file ?? '');
  }
  return { standings, records, there };
}

/** The manifest, and what the journal knows beyond it: files that got their name just before a process died. */
async function readRecords(folder: string): Promise<Map<string, ChunkRecord>> {
  const records = await readManifest(folder);
  for (const [id, written] of await readJournal(folder)) {
    const known = records.get(id);
    if (known?.state === 'done' && known.hash === written.hash && known.file === written.file) continue;
    const { edited, ...record } = written;
    if ((await hashOfFile(folder, record.file)) === (edited ?? record.hash)) records.set(id, record);
  }
  return records;
}
