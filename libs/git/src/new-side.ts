import { createBulkhead } from '@codex-pro/runtime';
import type { Caps } from './caps.ts';
import { type Draft, specialOf } from './draft.ts';
import { readObjectSizes, readObjects } from './object-reader.ts';
import { sideBySide } from './side-by-side.ts';
import type { WorkingFiles } from './working-files.ts';

/** The new side of one draft. */
export interface NewSide {
  /** Null where there is none, or it is no file. */
  readonly size: number | null;
  /** Null where it is binary, left out, over the cap, or cannot be read. */
  readonly bytes: Buffer | null;
}

const readsAtOnce = 16;

/** Reads the new sides from disk: the working tree is what was compared. */
export async function readFromDisk(
  drafts: readonly Draft[],
  files: WorkingFiles,
  caps: Caps,
  signal: AbortSignal,
): Promise<readonly NewSide[]> {
  const bulkhead = createBulkhead(readsAtOnce);
  return Promise.all(
    drafts.map((draft) =>
      bulkhead.run(signal, async (): Promise<NewSide> => {
        if (draft.newMode === null || specialOf(draft) === 'submodule') return { size: null, bytes: null };
        if (draft.lines.kind === 'whole') return { size: draft.size, bytes: draft.lines.bytes };
        const file = await files.inspect(draft.path);
        const size = file.kind === 'file' || file.kind === 'symlink' ? file.size : null;
        if (!wantsText(draft)) return { size, bytes: null };
        const read = await files.read(draft.path, caps.file);
        return { size, bytes: read.kind === 'text' ? read.bytes : null };
      }),
    ),
  );
}

/** Reads the new sides from git's objects: texts by one process, the sizes of the rest by another beside it. */
export async function readFromObjects(
  root: string,
  drafts: readonly Draft[],
  caps: Caps,
  signal: AbortSignal,
): Promise<readonly NewSide[]> {
  const ids = (wanted: boolean) => [
    ...new Set(
      drafts
        .filter((draft) => specialOf(draft) !== 'submodule' && wantsText(draft) === wanted)
        .flatMap(({ newId }) => (newId === null ? [] : [newId])),
    ),
  ];
  const textIds = ids(true);
  const otherIds = ids(false);
  const [texts, sizes] = await sideBySide(
    signal,
    (shared) => readObjects({ root, names: textIds, signal: shared }),
    (shared) => readObjectSizes({ root, names: otherIds, signal: shared }),
  );
  const sides = new Map<string, NewSide>();
  for (const [index, id] of otherIds.entries()) sides.set(id, { size: sizes[index] ?? null, bytes: null });
  for (const [index, id] of textIds.entries()) {
    const object = texts[index];
    if (object?.kind !== 'blob') continue;
    sides.set(id, { size: object.size, bytes: object.size <= caps.file ? object.bytes : null });
  }
  return drafts.map(({ newId }) => sides.get(newId ?? '') ?? { size: null, bytes: null });
}

function wantsText(draft: Draft): boolean {
  return draft.omitted === null && !draft.binary && specialOf(draft) === null && draft.newMode !== null;
}
