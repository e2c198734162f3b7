import { randomBytes } from 'node:crypto';
import {
  cpSync,
  lstatSync,
  mkdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  type Stats,
  symlinkSync,
} from 'node:fs';
import { basename, join } from 'node:path';

/** A protected name that nothing can be mounted on: it is free, or a link. */
export interface FreeName {
  readonly path: string;
  /** Where the link leads; null where nothing is there. */
  readonly link: string | null;
}

/** Of some paths those that are free, or links, now. */
export function freeNames(paths: readonly string[]): readonly FreeName[] {
  return paths.flatMap((path): readonly FreeName[] => {
    const found = statOf(path);
    if (found === null) return [{ path, link: null }];
    return found.isSymbolicLink() ? [{ path, link: readlinkSync(path) }] : [];
  });
}

/** A file beyond this is not kept where it cannot be renamed, in bytes. */
const maxCopiedBytes = 10 * 1024 * 1024;

/** Makes a name as it was again. What was put there is in `folder` then: its path there, `null` for nothing new. */
export function setFree({ path, link }: FreeName, folder: string): string | null {
  const found = statOf(path);
  if (link === null && found === null) return null;
  if (link !== null && found?.isSymbolicLink() === true && readlinkSync(path) === link) return null;
  const place = join(folder, `${basename(path)}-${randomBytes(4).toString('hex')}`);
  if (found !== null) setAside(path, place, folder);
  if (link !== null) putLink(link, path, folder);
  return place;
}

/** Commands may make the name again at any moment. */
const attempts = 20;

function putLink(link: string, path: string, folder: string): void {
  for (let attempt = 1; ; attempt += 1) {
    try {
      symlinkSync(link, path);
      return;
    } catch (error) {
      const isTaken = error instanceof Error && 'code' in error && error.code === 'EEXIST';
      if (!isTaken) throw error;
      // Who makes it is being ended, and at the end of each command it is looked at again.
      if (attempt === attempts) return;
      setAside(path, join(folder, `${basename(path)}-${randomBytes(4).toString('hex')}`), folder);
    }
  }
}

function setAside(path: string, place: string, folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    renameSync(path, place);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    // Another file system: only plain things are copied, since a copy of a pipe would wait for ever.
    if (error.code === 'EXDEV') {
      cpSync(path, place, {
        recursive: true,
        verbatimSymlinks: true,
        filter: (from) => isPlain(statOf(from)),
      });
    }
    // Gone by itself (ENOENT), or whatever it is: it must not stay.
    rmSync(path, { recursive: true, force: true });
  }
}

function isPlain(found: Stats | null): boolean {
  if (found === null) return false;
  return found.isFile() ? found.size <= maxCopiedBytes : found.isDirectory() || found.isSymbolicLink();
}

function statOf(path: string): Stats | null {
  try {
    return lstatSync(path);
  } catch {
    return null; // Nothing is there.
  }
}
