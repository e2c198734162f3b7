import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { ConfigError } from '@codex-pro/runtime';

/** The absolute folders of a `PATH`: a relative one would let the repository under review supply the program. */
export function absoluteFolders(path: string | undefined): readonly string[] {
  return (path ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
}

/** Absolute path of a program of the user's; null where it is not on `PATH`. */
export function findProgram(name: string, path: string | undefined): string | null {
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  return (
    absoluteFolders(path)
      .map((folder) => join(folder, file))
      .find(isProgram) ?? null
  );
}

let found: { readonly path: string | undefined; readonly git: string } | null = null;

/** Absolute path of git, remembered for as long as `PATH` stays. Throws ConfigError `not_configured` without one. */
export function findGit(path: string | undefined): string {
  if (found !== null && found.path === path) return found.git;
  const git = findProgram('git', path);
  if (git !== null) {
    found = { path, git };
    return git;
  }
  throw new ConfigError('not_configured', 'git was not found on PATH.', {
    hint: 'Install git 2.31 or newer, and see to it that `git --version` works where the host starts its servers.',
  });
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    // Not there or not ours to run: the search goes on.
    return false;
  }
}
