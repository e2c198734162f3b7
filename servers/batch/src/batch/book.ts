import type { ChunkRecord } from '../output/chunk-record.ts';
import type { Known } from '../output/standing.ts';
import type { Stock } from '../output/take-stock.ts';
import type { Chunk } from './chunk.ts';
import { endedRecord, freshRecord } from './ended-record.ts';
import type { ChunkEnd } from './running/run-options.ts';
import type { NotDone } from './settle.ts';

/** How every chunk of a batch stands. */
export interface Book {
  /** To be sent, in order. */
  due(): Chunk[];
  /** Outputs that stay as they are, but not under the name that their chunk had before. */
  moves(): { readonly record: ChunkRecord; readonly from: string }[];
  /** What to write down of an end. It counts from `count` on. */
  ended(end: ChunkEnd): ChunkRecord;
  count(record: ChunkRecord): void;
  /** Chunks that failed because the backend was gone, where that stopped the batch, are pending again. */
  forgive(doubtful: ReadonlySet<string>, stopped: boolean): void;
  /** Chunks with an output, and those that failed for good. */
  finished(): number;
  /** Of the chunks, in their order. */
  current(): readonly ChunkRecord[];
  /** All of the manifest: those of chunks that are gone, too. */
  records(): readonly ChunkRecord[];
  /** What was left alone, and why. */
  readonly left: readonly NotDone[];
  /** Outputs that were there before this job, or are not ours: nothing was done about these chunks. */
  readonly skipped: ReadonlySet<string>;
}

export function createBook(options: {
  readonly jobId: string;
  readonly chunks: readonly Chunk[];
  readonly known: readonly Known[];
  readonly stock: Stock;
  /** Ids of the chunks that this job is about. */
  readonly selected: ReadonlySet<string>;
}): Book {
  const { jobId, chunks, known, stock, selected } = options;
  const records = new Map<string, ChunkRecord>();
  const fingerprints = new Map(known.map(({ id, fingerprint }) => [id, fingerprint]));
  const due: Chunk[] = [];
  const moves: { record: ChunkRecord; from: string }[] = [];
  const left: NotDone[] = [];
  const skipped = new Set<string>();
  for (const [at, chunk] of chunks.entries()) {
    const place = known[at];
    const standing = stock.standings.get(chunk.id);
    if (place === undefined || standing === undefined)
      throw new Error(`Chunk ${chunk.id} was not looked at.`);
    const fresh = freshRecord(chunk, place);
    const before = stock.records.get(chunk.id);
    const { name, index, file } = fresh;
    if (standing.type === 'due') {
      if (!selected.has(chunk.id) && before?.state === 'failed') {
        records.set(chunk.id, { ...before, name, index, file });
        continue;
      }
      const { code: _code, message: _message, ...old } = before ?? fresh;
      records.set(chunk.id, {
        ...old,
        name,
        index,
        file,
        state: 'pending',
        hash: before?.hash ?? null,
        fingerprint: null,
      });
      if (selected.has(chunk.id)) due.push(chunk);
      continue;
    }
    const { record: found = before ?? fresh, to } = standing;
    const record: ChunkRecord = { ...found, name, index, state: standing.type };
    records.set(chunk.id, record);
    if (to !== null) moves.push({ record: { ...record, file: to }, from: record.file });
    if (standing.type === 'kept') left.push({ what: chunk.name, why: standing.why });
    if (standing.type === 'kept' || record.job !== jobId) skipped.add(chunk.id);
  }
  const gone = [...stock.records.values()]
    .filter(({ id }) => !records.has(id))
    .map((record): ChunkRecord => ({ ...record, state: 'gone' }));
  const record = (id: string): ChunkRecord => {
    const found = records.get(id);
    if (found === undefined) throw new Error(`There is no chunk ${id}.`);
    return found;
  };
  return {
    left,
    skipped,
    due: () => due,
    moves: () => moves,
    ended: (end) => endedRecord(record(end.chunk.id), end, fingerprints.get(end.chunk.id) ?? '', jobId),
    count: (counted) => void records.set(counted.id, counted),
    forgive(doubtful, stopped) {
      if (!stopped) return;
      for (const id of doubtful) {
        const { code: _code, message: _message, ...rest } = record(id);
        if (rest.state === 'failed') records.set(id, { ...rest, state: 'pending' });
      }
    },
    finished: () => [...records.values()].filter(({ state }) => state !== 'pending').length,
    current: () => [...records.values()],
    records: () => [...records.values(), ...gone],
  };
}
