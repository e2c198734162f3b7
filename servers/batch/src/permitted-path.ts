import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { InputError } from '@codex-pro/runtime';

/** Where a batch may read and write: real paths. */
export interface Grounds {
  /** Relative paths begin here. */
  readonly folder: string;
  readonly workspace: string;
  /** Further folders that the user's own profile allows. */
  readonly allowed: readonly string[];
}

/**
 * The absolute path, its folders' symbolic links followed as far as they exist. Throws InputError where it leaves the
 * workspace and the user's profile does not allow that place.
 */
export async function permittedPath(path: string, what: string, grounds: Grounds): Promise<string> {
  const real = await realAsFarAsItGoes(resolve(grounds.folder, path));
  if ([grounds.workspace, ...grounds.allowed].some((root) => isInside(root, real))) return real;
  throw new InputError('input_invalid', `${what} ${path} is outside the workspace ${grounds.workspace}.`, {
    hint: 'Choose a place inside it, or allow the folder in your own profile.yaml: batch: {folders: [/path]}.',
  });
}

export function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return !isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`);
}

/** What of the path exists is looked at; the rest is to be made and holds no links. */
export async function realAsFarAsItGoes(path: string): Promise<string> {
  const missing: string[] = [];
  for (let current = path; ; current = dirname(current)) {
    const real = await realpath(current).catch((error: unknown) => {
      if (isMissing(error) && dirname(current) !== current) return null;
      throw new InputError('input_invalid', `${path} cannot be reached.`, { cause: error });
    });
    if (real !== null) return join(real, ...missing);
    missing.unshift(current.slice(dirname(current).length).replace(/^[\\/]/, ''));
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
