import { readdirSync } from 'node:fs';
import { setImmediate as nextTick } from 'node:timers/promises';
import { throwIfAborted } from '@codex-pro/runtime';
import { enterFolder } from './enter-folder.ts';
import { codeOf, FileRefusal } from './file-refusal.ts';
import { inRepositoryFolder } from './repository-folder.ts';

const mostFiles = 50_000;
const mostFolders = 10_000;

/** Regular files below a root that is no repository, breadth first, links not followed, to a bound. */
export async function walkFiles(root: string, signal: AbortSignal): Promise<readonly string[]> {
  const files: string[] = [];
  const folders = [''];
  for (let next = 0; next < folders.length && next < mostFolders && files.length < mostFiles; next += 1) {
    throwIfAborted(signal);
    const folder = folders[next] ?? '';
    for (const entry of entriesOf(root, folder)) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isFile()) files.push(path);
      else if (entry.isDirectory() && !inRepositoryFolder(entry.name)) folders.push(path);
    }
    await nextTick();
  }
  return files.slice(0, mostFiles);
}

function entriesOf(root: string, folder: string) {
  try {
    const entered = enterFolder(root, folder);
    try {
      return readdirSync(entered.path, { withFileTypes: true });
    } finally {
      entered.close();
    }
  } catch (error) {
    // A folder that went away, or that may not be read, has no files to show.
    if (error instanceof FileRefusal || codeOf(error) !== null) return [];
    throw error;
  }
}
