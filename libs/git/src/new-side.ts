import { createBulkhead } from '@codex-pro/runtime';
import { type Caps, largestCompared } from './caps.ts';
import { looksBinary } from './decoded-text.ts';
import { type Draft, specialOf } from './draft.ts';
import { readObjectHead, readObjectSizes, readObjects } from './object-reader.ts';
import { sideBySide } from './side-by-side.ts';
import type { WorkingFiles } from './working-files.ts';

/** The new side of one draft. */
export interface NewSide {
  /** Null where there is none, or it is no file. */
  readonly size: number | null;
  /** Null where it is binary, left out, over the cap, or cannot be read. */
  readonly bytes: Buffer | null;
  /** A text that git called binary for its size alone. */
  readonly hugeText: boolean;
}

const nothing: NewSide = { size: null, bytes: null, hugeText: false };

const readsAtOnce = 16;
/** A process each; further ones are believed to be binary. */
const mostSniffed = 10;

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
        if (draft.newMode === null || specialOf(draft) === 'submodule') return nothing;
        if (draft.lines.kind === 'whole') {
          return { size: draft.size, bytes: draft.lines.bytes, hugeText: false };
        }
        const file = await files.inspect(draft.path);
        const size = file.kind === 'file' || file.kind === 'symlink' ? file.size : null;
        const huge = isHuge(draft, size, caps);
        if (!huge && !wantsText(draft)) return { ...nothing, size };
        const read = await files.read(draft.path, caps.file);
        return {
          size,
          bytes: read.kind === 'text' ? read.bytes : null,
          hugeText: huge && read.kind === 'too_large',
        };
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
  for (const [index, id] of otherIds.entries()) sides.set(id, { ...nothing, size: sizes[index] ?? null });
  for (const [index, id] of textIds.entries()) {
    const object = texts[index];
    if (object?.kind !== 'blob') continue;
    const bytes = object.size <= caps.file ? object.bytes : null;
    sides.set(id, { size: object.size, bytes, hugeText: false });
  }
  const huge = drafts.filter((draft) => isHuge(draft, sides.get(draft.newId ?? '')?.size ?? null, caps));
  for (const { newId } of huge.slice(0, mostSniffed)) {
    const side = sides.get(newId ?? '');
    if (newId === null || side === undefined) continue;
    const head = await readObjectHead(root, newId, signal);
    sides.set(newId, { ...side, hugeText: !looksBinary(head) });
  }
  return drafts.map(({ newId }) => sides.get(newId ?? '') ?? nothing);
}

/** Whether git may have called it binary for its size. */
function isHuge(draft: Draft, size: number | null, caps: Caps): boolean {
  return draft.binary && draft.omitted?.word === 'binary' && size !== null && size > largestCompared(caps);
}

function wantsText(draft: Draft): boolean {
  return draft.omitted === null && !draft.binary && specialOf(draft) === null && draft.newMode !== null;
}
