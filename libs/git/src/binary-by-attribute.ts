import { readAttributes } from './attributes.ts';
import type { Draft } from './draft.ts';

/** What the second look at files needs. */
export interface SecondLook {
  readonly root: string;
  /** As in `AttributeQuestion`. */
  readonly base: string | null | undefined;
  /** Reads the changes of these paths again, every file as text. */
  readonly readAsText: (paths: readonly string[]) => Promise<readonly Draft[]>;
  readonly signal: AbortSignal;
}

/** Paths of one command line. */
const pathsAtOnce = 500;

/**
 * git calls a file binary where `.gitattributes` say so (`-diff`, `binary`), whatever is in it: a change could keep its
 * own code out of sight. Where the base does not say it too, the file is compared as the text that it is. One with a
 * NUL in what changed stays binary. Nothing is asked where no file is binary.
 */
export async function showBinaryByAttribute(
  drafts: readonly Draft[],
  { root, base, readAsText, signal }: SecondLook,
): Promise<readonly Draft[]> {
  const binary = drafts.filter((draft) => draft.binary && draft.omitted === null);
  // Either side makes a file binary.
  const paths = binary.flatMap(({ path, oldPath }) => (oldPath === null ? [path] : [path, oldPath]));
  const states = await readAttributes({ root, base, paths, values: { diff: ['unset'] }, signal });
  const claimed = new Set(paths.filter((_, index) => states[index] === 'claimed'));
  const hidden = binary.filter(
    ({ path, oldPath }) => claimed.has(path) || (oldPath !== null && claimed.has(oldPath)),
  );
  const shown = new Map<string, Draft>();
  for (let at = 0; at < hidden.length; at += pathsAtOnce) {
    const some = hidden.slice(at, at + pathsAtOnce);
    const asked = some.flatMap(({ path, oldPath }) => (oldPath === null ? [path] : [path, oldPath]));
    // A name that is no UTF-8 cannot be passed on: its file stays as it was listed.
    const names = asked.map((path) => path.toString('utf8')).filter((name) => !name.includes('\ufffd'));
    for (const draft of await readAsText(names)) shown.set(draft.path.toString('latin1'), draft);
  }
  const seen = new Set(hidden);
  return drafts.map((draft) => {
    const text = seen.has(draft) ? shown.get(draft.path.toString('latin1')) : undefined;
    return text === undefined || holdsNul(text) ? draft : text;
  });
}

function holdsNul({ lines }: Draft): boolean {
  return (
    lines.kind === 'patch' &&
    lines.spans.some(({ start, end }) => lines.patch.subarray(start, end).includes(0))
  );
}
