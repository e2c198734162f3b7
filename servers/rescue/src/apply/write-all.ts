import { chmod, chown, lstat, mkdir, rename, rm, rmdir, symlink, writeFile } from 'node:fs/promises';
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
  /** Or its id in the store. null leaves that of the file which lies there. */
  readonly content: Buffer | string | null;
  /** Permission bits to give; null keeps those of what lies there, but for the right to execute. */
  readonly permissions: number | null;
}

/**
 * Writes all of it, or nothing: whatever fails, what was done is taken back from the store. Deletions come before
 * additions, which may need their names. A file keeps its owner, and its permissions but for the right to execute.
 */
export async function writeAll(planned: readonly Planned[], store: TreeStore, folder: string): Promise<void> {
  const done: (Planned & { readonly had: Had | null })[] = [];
  const deletions = planned.filter(({ mode }) => mode === null);
  const additions = planned.flatMap((each) => (each.mode === null ? [] : [{ ...each, mode: each.mode }]));
  try {
    for (const each of deletions) {
      const had = await fileAt(folder, each.path);
      await removeFile(folder, each.path);
      done.push({ ...each, had });
    }
    for (let at = 0; at < additions.length; at += readAtOnce) {
      const some = additions.slice(at, at + readAtOnce);
      const contents = await store.contents([...new Set(some.map(({ content }) => content).filter(isId))]);
      const put = async (each: (typeof some)[number]) => {
        const had = await fileAt(folder, each.path);
        const content = isId(each.content) ? (contents.get(each.content) ?? null) : each.content;
        const bits = bitsOf(each.mode, had?.bits ?? null, each.permissions);
        if (content !== null) await putFile(folder, { ...each, content, permissions: bits, owner: had });
        else if (bits !== null) await chmod(join(folder, each.path), bits);
        done.push({ ...each, had });
      };
      // Together: each waits for the disk. All have ended before anything is taken back.
      const failed = (await Promise.allSettled(some.map(put))).find(({ status }) => status === 'rejected');
      if (failed?.status === 'rejected') throw failed.reason;
    }
  } catch (error) {
    for (const { path, now, had } of done.reverse()) {
      if (now === null) await removeFile(folder, path);
      else
        await putFile(folder, {
          path,
          mode: now.mode,
          content: await store.content(now.id),
          permissions: had?.bits ?? null,
          owner: had,
        });
    }
    if (isCodedError(error) || !(error instanceof Error && 'code' in error)) throw error;
    throw new InputError('input_invalid', `Nothing was written in ${folder}: ${error.message}.`, {
      hint: 'Mend that, and call again.',
    });
  }
}

/** So many contents are in memory at a time, and on their way to the disk. */
const readAtOnce = 64;

function isId(content: Planned['content']): content is string {
  return typeof content === 'string';
}

/** What a file has beside its content. */
interface Had {
  readonly bits: number;
  readonly uid: number;
  readonly gid: number;
}

/** null where no file lies there. */
async function fileAt(folder: string, path: string): Promise<Had | null> {
  const found = await lstat(join(folder, path)).catch(() => null); // Nothing is there.
  return found?.isFile() === true ? { bits: found.mode & 0o7777, uid: found.uid, gid: found.gid } : null;
}

interface Put {
  readonly path: string;
  readonly mode: string;
  readonly content: Buffer;
  /** null for what a new file gets. */
  readonly permissions: number | null;
  /** Of the file whose place it takes; null for one's own. */
  readonly owner: Had | null;
}

/** Whole on the disk beside its place first, then in its place. */
async function putFile(folder: string, { path, mode, content, permissions, owner }: Put): Promise<void> {
  const place = join(folder, path);
  const temporary = `${place}.codex-pro-${process.pid}.tmp`;
  await mkdir(dirname(place), { recursive: true });
  try {
    if (mode === '120000') {
      await symlink(content, temporary);
    } else {
      const runs = mode === '100755';
      await writeFile(temporary, content, { flag: 'wx', flush: true, mode: runs ? 0o777 : 0o666 });
      if (owner !== null) await keepOwner(temporary, owner);
      // After the owner: a change of owner takes away the set-user-id bits.
      if (permissions !== null) await chmod(temporary, permissions);
    }
    // An empty folder may have its name: it goes. Anything else stays, and may refuse to be written over.
    await rmdir(place).catch(() => undefined);
    await rename(temporary, place);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function keepOwner(path: string, { uid, gid }: Had): Promise<void> {
  if (uid === process.getuid?.() && gid === process.getgid?.()) return;
  await chown(path, uid, gid).catch((error: unknown) => {
    // Only root may give files away; the file is then ours, as with any editor that saves by renaming.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) throw error;
  });
}

/** Those that are given, else those that are there, with or without the right to execute; null for neither. */
function bitsOf(mode: string, there: number | null, given: number | null): number | null {
  if (given !== null || there === null) return given;
  return mode === '100755' ? executable(there) : there & ~0o111;
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
