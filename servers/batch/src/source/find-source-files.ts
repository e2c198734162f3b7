import { glob, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { InputError } from '@codex-pro/runtime';
import { type Grounds, isMissing, permittedPath } from '../permitted-path.ts';

export interface SourceFile {
  /** Absolute, real. */
  readonly path: string;
  /** As results show it: below the folder people work in, with forward slashes. */
  readonly name: string;
  readonly bytes: number;
  /** By its own path, not found in a folder or by a glob. */
  readonly named: boolean;
}

/** The most files of one batch. */
const maxFiles = 20_000;
const skippedFolders = new Set(['node_modules', '.git']);

/**
 * The files of a source: paths, folders (all files below) and globs, in the order given, those of a glob by name; each
 * file once. Throws InputError where one does not exist, matches nothing, or lies outside the grounds.
 */
export async function findSourceFiles(source: readonly string[], grounds: Grounds): Promise<SourceFile[]> {
  const found = new Map<string, SourceFile>();
  for (const given of source) {
    const { paths, named } = await pathsOf(given, grounds);
    for (const path of paths) {
      const real = await permittedPath(path, 'The source', grounds);
      const { size } = await stat(real);
      const name = relative(grounds.folder, real).replaceAll('\\', '/');
      found.set(real, {
        path: real,
        name: name.startsWith('..') ? real : name,
        bytes: size,
        named: named || found.get(real)?.named === true,
      });
    }
    if (found.size > maxFiles) {
      throw new InputError('target_too_large', `The source is more than ${maxFiles} files.`, {
        hint: 'Narrow the glob, or run several batches.',
      });
    }
  }
  return [...found.values()];
}

async function pathsOf(
  given: string,
  { folder }: Grounds,
): Promise<{ readonly paths: string[]; readonly named: boolean }> {
  const path = resolve(folder, given);
  const there = await stat(path).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw new InputError('input_invalid', `The source ${given} cannot be read.`, { cause: error });
  });
  if (there?.isFile() === true) return { paths: [path], named: true };
  if (there?.isDirectory() === true) return some(given, await below('**', path));
  if (there !== null)
    throw new InputError('input_invalid', `The source ${given} is neither a file nor a folder.`);
  if (!/[*?[\]{}!]/.test(given)) {
    throw new InputError('input_invalid', `The source ${given} does not exist.`, {
      hint: `Paths are relative to ${folder}.`,
    });
  }
  return some(given, await below(given, folder));
}

/** Hidden files are somebody's settings and secrets: they are meant only where the pattern says so. */
async function below(pattern: string, cwd: string): Promise<string[]> {
  const paths: string[] = [];
  const hidden = /(^|\/)\.[^./]/.test(pattern);
  const exclude = ({ name }: { readonly name: string }) =>
    skippedFolders.has(name) || (!hidden && /^\.[^./]/.test(name));
  for await (const entry of glob(pattern, { cwd, withFileTypes: true, exclude })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() || (entry.isSymbolicLink() && (await stat(path).catch(() => null))?.isFile() === true))
      paths.push(path);
    if (paths.length > maxFiles) break;
  }
  return paths.sort();
}

function some(given: string, paths: string[]): { readonly paths: string[]; readonly named: boolean } {
  if (paths.length > 0) return { paths, named: false };
  throw new InputError('input_invalid', `The source ${given} matches no file.`);
}
