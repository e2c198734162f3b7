import type { Tree, TreeEntry } from './tree-store.ts';

/**
 * Permission bits by path, of what has others than git's mode says: 644, and 755 where it may be run. git keeps no
 * more than that, and a file of secrets that comes back must not be open to all.
 */
export type Permissions = readonly (readonly [path: string, bits: number])[];

/** What git's mode of a file stands for; null for what is no file. */
export function usualPermissions(mode: string): number | null {
  if (mode === '100644') return 0o644;
  return mode === '100755' ? 0o755 : null;
}

/** The tree, its files with their permission bits. */
export function withPermissions(tree: Tree, permissions: Permissions): Tree {
  const known = new Map(permissions);
  const told = (path: string, entry: TreeEntry): TreeEntry => {
    const usual = usualPermissions(entry.mode);
    return usual === null ? entry : { ...entry, permissions: known.get(path) ?? usual };
  };
  return new Map([...tree].map(([path, entry]) => [path, told(path, entry)]));
}
