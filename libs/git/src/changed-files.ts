import { readAttributes } from './attributes.ts';
import { type Admission, admit, type Caps } from './caps.ts';
import { encodingOf } from './decoded-text.ts';
import { type Draft, noLines, specialOf, weightOf } from './draft.ts';
import { decodeHunks, textOfHunks, wholeFileHunks } from './file-hunks.ts';
import type { NewSide } from './new-side.ts';
import { omissions } from './omissions.ts';
import type { ChangedFile, Hunk, Omission } from './snapshot.ts';

/** Reads the new sides of drafts, in their order. */
export type NewSideReader = (drafts: readonly Draft[]) => Promise<readonly NewSide[]>;

/** What GitHub calls generated or vendored. */
const generatedValues = { 'linguist-generated': ['set', 'true'], 'linguist-vendored': ['set', 'true'] };

/**
 * Weighs the drafts, reads what fits, and makes the files of a snapshot of them, in the order of their paths.
 * `attributesOf`: as `base` in `AttributeQuestion`.
 */
export async function finishFiles(
  drafts: readonly Draft[],
  root: string,
  attributesOf: string | null | undefined,
  caps: Caps,
  readNewSides: NewSideReader,
  signal: AbortSignal,
): Promise<readonly ChangedFile[]> {
  const sorted = drafts.toSorted((a, b) => a.path.compare(b.path));
  const paths = sorted.map((draft) => draft.path);
  const attributes = await readAttributes({
    root,
    base: attributesOf,
    paths,
    values: generatedValues,
    signal,
  });
  const generated = attributes.map((state) => state === 'held');
  const weighed = sorted.map((draft, index) => ({
    bytes: draft.omitted === null ? weightOf(draft) : 0,
    generated: generated[index] ?? false,
  }));
  const admissions = admit(weighed, caps);
  const admitted = sorted.map((draft, index): Draft => {
    const omitted = omissionOf(draft, admissions[index], caps);
    return omitted === null ? draft : { ...draft, omitted, lines: noLines };
  });
  const sides = await readNewSides(admitted);

  let contentLeft = caps.total;
  return admitted.map((draft, index) => {
    const { size, bytes, hugeText } = sides[index] ?? { size: null, bytes: null, hugeText: false };
    const kept = bytes !== null && bytes.length <= contentLeft ? bytes : null;
    contentLeft -= kept?.length ?? 0;
    const file = finishFile(draft, { size, bytes: kept }, generated[index] ?? false);
    if (!hugeText) return file;
    return { ...file, binary: false, omitted: omissions.overFile(file.path, size ?? 0, caps.file) };
  });
}

function finishFile(draft: Draft, side: Pick<NewSide, 'size' | 'bytes'>, generated: boolean): ChangedFile {
  const special = specialOf(draft);
  const { hunks, content } = draft.omitted === null ? textsOf(draft, side) : { hunks: [], content: null };
  return {
    path: draft.path.toString('utf8'),
    oldPath: draft.oldPath?.toString('utf8') ?? null,
    status: draft.status,
    oldMode: draft.oldMode,
    newMode: draft.newMode,
    binary: draft.binary,
    special,
    generated,
    added: draft.added,
    removed: draft.removed,
    hunks,
    content: special === null ? content : null,
    size: side.size,
    omitted: draft.omitted,
  };
}

function textsOf(
  draft: Draft,
  side: Pick<NewSide, 'bytes'>,
): { hunks: readonly Hunk[]; content: string | null } {
  const { lines } = draft;
  if (lines.kind === 'whole') {
    const text = lines.bytes.toString(encodingOf(lines.bytes));
    return { hunks: wholeFileHunks(text), content: side.bytes === null ? null : text };
  }
  const spans = lines.spans.map((span) => lines.patch.subarray(span.start, span.end));
  const encoding = encodingOf(...spans, ...(side.bytes === null ? [] : [side.bytes]));
  const hunks = decodeHunks(lines.patch, lines.spans, encoding);
  return { hunks, content: side.bytes === null ? null : textOfHunks(side.bytes.toString(encoding), hunks) };
}

/** Null for a draft whose text goes into the snapshot. */
function omissionOf(draft: Draft, admission: Admission | undefined, caps: Caps): Omission | null {
  if (draft.omitted !== null) return draft.omitted;
  const name = draft.path.toString('utf8');
  if (draft.binary) return omissions.binary(name);
  if (admission === 'in') return null;
  return admission === 'over_file'
    ? omissions.overFile(name, weightOf(draft), caps.file)
    : omissions.overTotal(name, caps.total);
}
