import type { Known, Standing } from './standing.ts';

const takenByEdited =
  'edited: it changed, but its output was edited and was not replaced (force replaces it).';
const takenByStranger =
  'exists: a file that this batch did not write has its name and was not replaced (force replaces it).';

/**
 * Sees to it that nothing is written over what is not the batch's: a chunk that would be sent is kept back, and an
 * output that would move stays under its old name, which then holds back others in turn. `foreign`: a file that
 * somebody edited or owns lies there; `wrote`: whether the batch ever wrote there.
 */
export function keepApart(
  chunks: readonly Known[],
  standings: Map<string, Standing>,
  { foreign, wrote }: { foreign(file: string): boolean; wrote(file: string): boolean },
): void {
  const leaving = new Set(
    [...standings.values()].flatMap((standing) =>
      standing.type !== 'due' && standing.to !== null && standing.record !== undefined
        ? [standing.record.file]
        : [],
    ),
  );
  const held = new Set(chunks.map(({ file }) => file).filter((file) => foreign(file) && !leaving.has(file)));
  for (let changed = held.size > 0; changed; ) {
    changed = false;
    for (const { id, file } of chunks) {
      const standing = standings.get(id);
      if (standing === undefined || !held.has(file)) continue;
      if (standing.type === 'due') {
        const why = wrote(file) ? takenByEdited : takenByStranger;
        standings.set(id, { type: 'kept', why, record: undefined, to: null });
      } else if (standing.to !== null && standing.record !== undefined) {
        standings.set(id, { ...standing, to: null });
        held.add(standing.record.file);
        changed = true;
      }
    }
  }
}
