import { lstatSync } from 'node:fs';
import { join, posix } from 'node:path';
import { InputError } from '@codex-pro/runtime';
import { combiningName, journalName, lockName, manifestName, ownWorkName } from './own-files.ts';

/** What the batch opens under a fixed name. */
const opened = [manifestName, journalName, lockName, ownWorkName, combiningName];

/**
 * Throws InputError where a folder on the way to one of the files is a link or no folder, or a file of the batch's own
 * is a link: what is written there would land elsewhere, outside the workspace too. What is not there yet is fine.
 */
export function checkPlaces(folder: string, files: Iterable<string>): void {
  for (const name of opened) {
    if (statOf(join(folder, name))?.isSymbolicLink() === true) throw strange(folder, name, 'is a link');
  }
  const seen = new Set<string>();
  for (const file of files) checkWay(folder, posix.dirname(file), seen);
}

function checkWay(folder: string, way: string, seen: Set<string>): void {
  if (way === '.' || seen.has(way)) return;
  checkWay(folder, posix.dirname(way), seen);
  seen.add(way);
  const found = statOf(join(folder, way));
  if (found === undefined || found.isDirectory()) return;
  throw strange(folder, way, found.isSymbolicLink() ? 'is a link' : 'is no folder');
}

/** undefined where nothing is. */
function statOf(path: string) {
  return lstatSync(path, { throwIfNoEntry: false });
}

function strange(folder: string, name: string, what: string): InputError {
  return new InputError('input_invalid', `${join(folder, name)} ${what}: nothing can be written there.`, {
    hint: 'Move it away, or choose another output_dir.',
  });
}
