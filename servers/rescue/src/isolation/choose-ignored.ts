import { type MeasuredEntry, type MeasureOptions, measureIgnored, type Unfit } from './measure-ignored.ts';
import type { Permissions } from './permissions.ts';

/** Of what git ignores: what is recorded, and what is not. */
export interface ChosenIgnored {
  readonly files: readonly string[];
  /** Recorded with their permission bits; outer ones first. */
  readonly folders: Permissions;
  readonly left: readonly { readonly path: string; readonly why: Unfit }[];
}

/** So many files are recorded at most, and so many paths looked at to find out which. */
const maxFiles = 10_000;
const maxLooks = 100_000;

/**
 * Chooses entries (`dist/`, `.env`: as git lists what it ignores) that have `bytes` together at most. The smallest come
 * first, since the smallest are the ones that nobody can make anew: settings and secrets, then small databases, then
 * what was built. An entry is recorded whole or not at all, so that it can be shown to read only where it is not, and
 * named in one word.
 */
export async function chooseIgnored(
  entries: readonly string[],
  options: Omit<MeasureOptions, 'looks'>,
): Promise<ChosenIgnored> {
  const looks = { left: maxLooks };
  const measured: MeasuredEntry[] = [];
  const left: { path: string; why: Unfit }[] = [];
  // Single files first: they must not go short because a folder was long to look at.
  for (const entry of entries.toSorted((a, b) => Number(a.endsWith('/')) - Number(b.endsWith('/')))) {
    const path = entry.replace(/\/$/, '');
    const found = await measureIgnored(path, { ...options, looks });
    if (typeof found === 'string') left.push({ path, why: found });
    else measured.push(found);
  }
  const kept: MeasuredEntry[] = [];
  let [bytes, files] = [options.bytes, maxFiles];
  for (const entry of measured.sort((a, b) => a.bytes - b.bytes || (a.path < b.path ? -1 : 1))) {
    if (entry.bytes > bytes || entry.files.length > files) {
      left.push({ path: entry.path, why: 'too_large' });
      continue;
    }
    bytes -= entry.bytes;
    files -= entry.files.length;
    kept.push(entry);
  }
  return {
    files: kept.flatMap((entry) => entry.files),
    folders: kept.flatMap((entry) => entry.folders),
    left,
  };
}
