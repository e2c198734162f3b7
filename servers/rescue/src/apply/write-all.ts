import { chmod, lstat, mkdir, rename, rm, rmdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InputError, isCodedError } from '@codex-pro/runtime';
import type { TreeEntry, TreeStore } from '../isolation/tree-store.ts';

/** What is to be written at a path. */
export interface Planned {
  readonly path: string;
  /** What lies there, in the store too; null for nothing. */
  readonly now: TreeEntry | null;
  /** null deletes it. */
  readonly mode: string | null;
  readonly content: Buffer;
}

/**
 * Writes all of it, or nothing: whatever fails, what was done is taken back from the store. Deletions come before
 * additions, which may need their names. A file keeps its permissions but for the right to execute.
 */
export async function writeAll(planned: readonly Planned[], store: TreeStore, folder: string): Promise<void> {
  const done: (Planned & { readonly permissions: number | null })[] = [];
  const deletions = planned.filter(({ mode }) => mode === null);
  const additions = planned.filter(({ mode }) => mode !== null);
  try {
    for (const each of [...deletions, ...additions]) {
      const found = await lstat(join(folder, each.path)).catch(() => null); // Nothing is there.
      const permissions = found?.isFile() === true ? found.mode & 0o7777 : null;
      if (each.mode === null) await removeFile(folder, each.path);
      else await putFile(folder, { path: each.path, mode: each.mode, content: each.content, permissions });
      done.push({ ...each, permissions });
    }
  } catch (error) {
    for (const { path, now, permissions } of done.reverse()) {
      if (now === null) await removeFile(folder, path);
      else await putFile(folder, { path, mode: now.mode, content: await store.content(now.id), permissions });
    }
    if (isCodedError(error) || !(error instanceof Error && 'code' in error)) throw error;
    throw new InputError('input_invalid', `Nothing was written in ${folder}: ${error.message}.`, {
      hint: 'Mend that, and call again.',
    });
  }
}

interface Put {
  readonly path: string;
  readonly mode: string;
  readonly content: Buffer;
  /** Of what lies there; null for what a new file gets. */
  readonly permissions: number | null;
}

/** Whole on the disk beside its place first, then in its place. */
async function putFile(folder: string, { path, mode, content, permissions }: Put): Promise<void> {
  const place = join(folder, path);
  const temporary = `${place}.codex-pro-${process.pid}.tmp`;
  await mkdir(dirname(place), { recursive: true });
  try {
    if (mode === '120000') {
      await symlink(content, temporary);
    } else {
      const runs = mode === '100755';
      await writeFile(temporary, content, { flag: 'wx', flush: true, mode: runs ? 0o777 : 0o666 });
      if (permissions !== null) await chmod(temporary, runs ? executable(permissions) : permissions & ~0o111);
    }
    await rename(temporary, place);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Whoever may read it may run it. */
function executable(permissions: number): number {
  return (permissions & 0o111) === 0 ? permissions | ((permissions & 0o444) >> 2) : permissions;
}

/** Folders that are empty then go too, as git has it. */
async function removeFile(folder: string, path: string): Promise<void> {
  await rm(join(folder, path), { force: true });
  for (let parent = dirname(path); parent !== '.'; parent = dirname(parent)) {
    const gone = await rmdir(join(folder, parent)).then(
      () => true,
      () => false, // Not empty.
    );
    if (!gone) return;
  }
}
