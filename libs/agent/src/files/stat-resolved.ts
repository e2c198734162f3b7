import { lstatSync, type Stats } from 'node:fs';
import { posix } from 'node:path';
import { enterFolder } from './enter-folder.ts';
import { asRefusal, codeOf } from './file-refusal.ts';

/** What lies at a resolved path, links not followed; null for nothing, or for a folder on the way that is missing. */
export function statResolved(root: string, path: string): Stats | null {
  try {
    const folder = enterFolder(root, parentOf(path));
    try {
      return lstatSync(`${folder.path}/${posix.basename(path)}`);
    } finally {
      folder.close();
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw asRefusal(error, path);
  }
}

/** The folder of a resolved path, relative to the root; empty for the root itself. */
export function parentOf(path: string): string {
  const parent = posix.dirname(path);
  return parent === '.' ? '' : parent;
}
