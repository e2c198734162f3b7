import { constants } from 'node:fs';
import { cp, lstat, mkdir, readdir, readlink, symlink } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import type { ShownFolder } from '@codex-pro/sandbox';

export interface DependenciesRequest {
  /** The workspace. */
  readonly source: string;
  readonly copy: string;
  /** What git ignores in the workspace, folders with a `/` at their end. */
  readonly ignored: readonly string[];
  /** Names of the folders that are wanted. */
  readonly names: readonly string[];
  /** Whether the sandbox can show folders at other places; else they are copied. */
  readonly show: boolean;
}

export interface Dependencies {
  /** Relative to the copy. */
  readonly folders: readonly string[];
  /** What the sandbox must show for it. */
  readonly shown: readonly ShownFolder[];
}

export const noDependencies: Dependencies = { folders: [], shown: [] };

/**
 * Gives a copy the ignored dependency folders of its workspace, so that tests run there: shown by the sandbox, to read
 * only, or copied, sharing blocks where the disk can. Either way all real paths are within the copy.
 */
export async function placeDependencies(request: DependenciesRequest): Promise<Dependencies> {
  const { source, copy, ignored, names, show } = request;
  const folders = ignored
    .filter((path) => path.endsWith('/'))
    .map((path) => path.slice(0, -1))
    .filter((path) => names.includes(basename(path)));
  const shown: ShownFolder[] = [];
  for (const folder of folders) {
    const [from, to] = [join(source, folder), join(copy, folder)];
    await mkdir(dirname(to), { recursive: true });
    if (show) shown.push({ source: from, target: await targetOf(from, to) });
    else await copyFolder(from, to);
  }
  return { folders, shown };
}

/** Makes the empty folder that another is to be shown at. */
async function targetOf(source: string, target: string): Promise<string> {
  if (basename(target) !== 'node_modules') {
    await mkdir(target);
    return target;
  }
  const packages = join(target, packagesName);
  await mkdir(packages, { recursive: true });
  await linkPackages(source, target, packages);
  return packages;
}

/**
 * A folder of the job in the place of a `node_modules` that commands must not change: its packages, to read only, and
 * room of its own for what tools write there. What it shows is as `SandboxPolicy.shown` has it.
 */
export async function coverPackages(source: string, cover: string): Promise<readonly ShownFolder[]> {
  const packages = join(cover, packagesName);
  await mkdir(packages, { recursive: true, mode: 0o755 });
  await linkPackages(source, cover, packages);
  return [
    { source: cover, target: source, writable: true },
    { source, target: join(source, packagesName) },
  ];
}

/** A name that no package has. */
const packagesName = '.codex-pro';

/** What tools make there for themselves; they make it anew. */
const cacheNames: ReadonlySet<string> = new Set(['.cache', '.vite', '.vite-temp', '.vitest']);

/**
 * Tools write into `node_modules` itself (`.cache`, `.vite`), so that folder is the copy's own, with links to the
 * packages below it. Links that were there before lead where they did: packages of the workspace are those of the copy.
 */
async function linkPackages(source: string, target: string, packages: string): Promise<void> {
  for (const entry of await readdir(source, { withFileTypes: true })) {
    if (cacheNames.has(entry.name)) continue;
    const [from, to] = [join(source, entry.name), join(target, entry.name)];
    if (entry.isSymbolicLink()) {
      await symlink(await readlink(from), to);
    } else if (entry.isDirectory() && (entry.name.startsWith('@') || entry.name === '.bin')) {
      await mkdir(to);
      await linkPackages(from, to, join(packages, entry.name));
    } else if (to !== packages) {
      await symlink(relative(target, join(packages, entry.name)), to);
    }
  }
}

async function copyFolder(source: string, target: string): Promise<void> {
  await cp(source, target, {
    recursive: true,
    verbatimSymlinks: true,
    mode: constants.COPYFILE_FICLONE,
    // A copy of a pipe would wait for ever, and one of a socket fail.
    filter: async (from) => {
      const found = await lstat(from);
      return found.isFile() || found.isDirectory() || found.isSymbolicLink();
    },
  });
}
