import { mkdir, readdir, readlink, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { listIgnored } from './list-files.ts';

/**
 * Puts ignored dependency folders into a copy, to read: links into the workspace, which no command may write. Links
 * inside `node_modules` are made anew, so that packages of the workspace itself lead to the copy. Returns the folders.
 */
export async function linkDependencies(
  source: string,
  copy: string,
  folderNames: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const ignored = await listIgnored(source, signal);
  const folders = ignored
    .filter((path) => path.endsWith('/'))
    .map((path) => path.slice(0, -1))
    .filter((path) => folderNames.includes(basename(path)));
  for (const folder of folders) {
    const target = join(copy, folder);
    await mkdir(dirname(target), { recursive: true });
    if (basename(folder) === 'node_modules') await linkPackages(join(source, folder), target);
    else await symlink(join(source, folder), target);
  }
  return folders;
}

async function linkPackages(source: string, target: string): Promise<void> {
  await mkdir(target);
  for (const entry of await readdir(source, { withFileTypes: true })) {
    const [from, to] = [join(source, entry.name), join(target, entry.name)];
    if (entry.isSymbolicLink()) await symlink(await readlink(from), to);
    else if (entry.isDirectory() && (entry.name.startsWith('@') || entry.name === '.bin'))
      await linkPackages(from, to);
    else await symlink(from, to);
  }
}
