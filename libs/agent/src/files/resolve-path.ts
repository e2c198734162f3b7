import { lstatSync, readlinkSync } from 'node:fs';
import { isAbsolute, join, posix, relative, sep } from 'node:path';
import { codeOf, FileRefusal } from './file-refusal.ts';

const mostLinks = 40;
/** What a system takes at once; going step by step, we could make deeper folders than anybody could remove. */
const maxCharacters = 2_000;

export interface ResolveOptions {
  /** Whether a link at the very end is followed; without it, the link itself is meant. */
  readonly followLast: boolean;
}

/**
 * The path below `root` that a path leads to, links followed, with `/` between its parts; empty for the root itself.
 * What does not exist yet resolves to where it would be. This looks only: whoever opens the result must do so without
 * following links (`enterFolder`), so that a link put there in between leads nowhere.
 * Throws FileRefusal for a path that leads out of the root, or in a circle.
 */
export function resolvePath(root: string, path: string, { followLast }: ResolveOptions): string {
  const open = partsOf(nameBelow(root, path));
  const done: string[] = [];
  let links = 0;
  for (;;) {
    const part = open.shift();
    if (part === undefined) return done.join('/');
    if (part === '..') {
      if (done.pop() === undefined) throw outside(path);
      continue;
    }
    const place = [...done, part].join('/');
    const target = open.length === 0 && !followLast ? null : linkTarget(join(root, place));
    if (target === null) {
      done.push(part);
      continue;
    }
    links += 1;
    if (links > mostLinks) throw new FileRefusal(`${path} leads through links in a circle`);
    if (isAbsolute(target)) {
      done.length = 0;
      open.unshift(...partsOf(inside(root, target, path)));
    } else {
      open.unshift(...partsOf(target));
    }
  }
}

/** A path as written, relative to the root and in its shortest form, links not looked at. Throws FileRefusal. */
export function nameBelow(root: string, path: string): string {
  if (path.includes('\0')) throw new FileRefusal('a path cannot hold a NUL byte');
  if (path.length > maxCharacters) throw new FileRefusal(`a path of ${path.length} characters is too long`);
  const name = partsOf(posix.normalize(fromRoot(root, path)));
  if (name[0] === '..') throw outside(path);
  return name.join('/');
}

/** A path as written, relative to the root; absolute ones are taken where they lie below it. */
function fromRoot(root: string, path: string): string {
  if (!isAbsolute(path)) return path.split(sep).join('/');
  return inside(root, path, path);
}

function inside(root: string, target: string, path: string): string {
  const below = relative(root, target).split(sep).join('/');
  if (below === '..' || below.startsWith('../') || isAbsolute(below)) throw outside(path);
  return below;
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

function linkTarget(place: string): string | null {
  try {
    return lstatSync(place).isSymbolicLink() ? readlinkSync(place) : null;
  } catch (error) {
    // What is not there is no link; whoever opens it finds out what it is.
    if (codeOf(error) !== null) return null;
    throw error;
  }
}

function outside(path: string): FileRefusal {
  return new FileRefusal(`${path} is outside the workspace`);
}
