import { closeSync, constants, existsSync, fstatSync, lstatSync, mkdirSync, openSync } from 'node:fs';
import { codeOf, FileRefusal } from './file-refusal.ts';

/** A folder that was entered. Names below it are reached through `path`, whatever happens to the way that led to it. */
export interface EnteredFolder {
  readonly path: string;
  close(): void;
}

export interface EnterOptions {
  /** Makes folders that are missing, and names them here, outermost first, relative to the root. */
  readonly make?: (folder: string) => void;
}

/**
 * On Linux an open folder can be a step of a path (`/proc/self/fd/N/name`): no link that is swapped in behind us is
 * ever followed. Elsewhere every step is checked right before use, which leaves a moment between the two.
 */
const throughDescriptors = process.platform === 'linux' && existsSync('/proc/self/fd');

/**
 * Enters a folder below the root, step by step, following no link: the path must be resolved already. Throws FileRefusal where
 * a step is a link or no folder, and whatever the file system throws.
 */
export function enterFolder(root: string, folder: string, options: EnterOptions = {}): EnteredFolder {
  let entered = openFolder(root, root);
  const parts = folder === '' ? [] : folder.split('/');
  for (const [index, part] of parts.entries()) {
    const outer = entered;
    try {
      if (options.make !== undefined)
        makeFolder(`${outer.path}/${part}`, parts.slice(0, index + 1), options.make);
      entered = openFolder(`${outer.path}/${part}`, parts.slice(0, index + 1).join('/'));
    } finally {
      outer.close();
    }
  }
  return entered;
}

function makeFolder(place: string, parts: readonly string[], made: (folder: string) => void): void {
  try {
    mkdirSync(place);
    made(parts.join('/'));
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

function openFolder(place: string, name: string): EnteredFolder {
  if (!throughDescriptors) {
    if (!lstatSync(place).isDirectory()) throw noFolder(name);
    return { path: place, close: () => undefined };
  }
  const descriptor = openFolderDescriptor(place, name);
  return {
    path: `/proc/self/fd/${descriptor}`,
    close: () => closeSync(descriptor),
  };
}

function openFolderDescriptor(place: string, name: string): number {
  const flags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;
  let descriptor: number;
  try {
    descriptor = openSync(place, flags);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOTDIR' || code === 'ELOOP') throw noFolder(name);
    throw error;
  }
  if (fstatSync(descriptor).isDirectory()) return descriptor;
  closeSync(descriptor);
  throw noFolder(name);
}

function noFolder(name: string): FileRefusal {
  return new FileRefusal(`${name} is no folder`);
}
