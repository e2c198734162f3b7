import { realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { InputError } from '@codex-pro/runtime';
import type { Workspace } from './workspace.ts';

/**
 * The caller's files and folders as paths relative to the root, with `/` between parts; `.` is the root itself. A path
 * that is not there is kept: it may be in a commit. Throws InputError for a path that leads out of the workspace, by
 * itself or by a symbolic link, or into `.git`.
 */
export async function resolvePaths(
  workspace: Workspace,
  paths: readonly string[],
): Promise<readonly string[]> {
  return Promise.all(paths.map((path) => resolvePath(workspace, path)));
}

async function resolvePath({ root, folder }: Workspace, path: string): Promise<string> {
  const absolute = resolve(folder, path);
  if (path === '' || path.includes('\0'))
    throw new InputError('input_invalid', 'paths: one of them is not a path.');
  const target = await realOrNull(absolute);
  // The last part stays as it is: git knows a symbolic link by its own name.
  const own = absolute === root || target === root ? root : await realWithoutLast(absolute);
  for (const place of target === null ? [own] : [own, target]) {
    const inside = relative(root, place);
    if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
      throw new InputError('input_invalid', `paths: '${path}' is outside of the workspace ${root}.`, {
        hint: 'Name files and folders inside the workspace, or give another `workspace`.',
      });
    }
    if (inside.split(sep).some((part) => part.toLowerCase() === '.git')) {
      throw new InputError(
        'input_invalid',
        `paths: '${path}' is part of git's own data, which is not reviewed.`,
      );
    }
  }
  return relative(root, own).split(sep).join('/') || '.';
}

/** Real path of the nearest folder that exists, with the rest as it was written. */
async function realWithoutLast(absolute: string): Promise<string> {
  const parent = dirname(absolute);
  const real =
    parent === absolute ? absolute : ((await realOrNull(parent)) ?? (await realWithoutLast(parent)));
  return join(real, basename(absolute));
}

async function realOrNull(path: string): Promise<string | null> {
  // Not there, or not to be searched: what it would be is judged by its nearest folder.
  return realpath(path).catch(() => null);
}
