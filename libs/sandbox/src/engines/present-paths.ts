import { lstatSync, realpathSync } from 'node:fs';
import { sep } from 'node:path';

/**
 * Of some paths those that are there: what a mount can lie on. A link stands for what it leads to within `root`; one
 * that leads elsewhere for nothing, so that no mount shows what is hidden.
 */
export function presentPaths(paths: readonly string[], root: string): readonly string[] {
  return [...new Set(paths.flatMap((path) => presentPath(path, root) ?? []))];
}

function presentPath(path: string, root: string): string | null {
  try {
    if (!lstatSync(path).isSymbolicLink()) return path;
    const target = realpathSync(path);
    return target.startsWith(`${root}${sep}`) ? target : null;
  } catch {
    return null; // Nothing is there, or the link leads nowhere.
  }
}
