import { constants } from 'node:fs';
import { chmod, copyFile, mkdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Tree, TreeStore } from './tree-store.ts';

/** So many at once. */
const atOnce = 16;

/** Lays a tree out in an empty folder: its files come from `source`, sharing blocks where the disk can. */
export async function copyFiles(store: TreeStore, tree: Tree, source: string, target: string): Promise<void> {
  const folders = new Set([...tree.keys()].map((path) => dirname(path)));
  for (const folder of folders) await mkdir(join(target, folder), { recursive: true });
  const waiting = [...tree];
  const work = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const [path, { mode, id }] = next;
      const place = join(target, path);
      if (mode === '160000') await mkdir(place, { recursive: true });
      else if (mode === '120000') await symlink(await store.content(id), place);
      else {
        await copyFile(join(source, path), place, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
        await chmod(place, mode === '100755' ? 0o755 : 0o644);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}
