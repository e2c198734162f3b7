import type { RescuePart } from '../rescue/part.ts';
import type { IgnoredState } from './ignored-state.ts';
import { withPermissions } from './permissions.ts';
import type { Place } from './place.ts';
import { treeChanges } from './tree-store.ts';

/** So many are named: a build may have made thousands. */
const maxNamed = 50;

/** What commands changed of ignored files, by name alone: their contents may be secrets, and are in no patch. */
export async function describeIgnored(
  { store, ignoredBefore }: Place,
  after: IgnoredState | null,
): Promise<RescuePart['ignored_changes']> {
  if (ignoredBefore === null || after === null) return { files: 0, paths: [] };
  const treeOf = async ({ tree, permissions }: IgnoredState) =>
    withPermissions(await store.read(tree), permissions);
  const paths = treeChanges(await treeOf(ignoredBefore), await treeOf(after)).map(({ path }) => path);
  return { files: paths.length, paths: paths.slice(0, maxNamed) };
}
