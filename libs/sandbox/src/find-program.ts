import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, relative } from 'node:path';

/**
 * The absolute path of a program on PATH; null where there is none. Folders that are relative, or inside `root` (null for
 * no such folder), do not count: what confines a project's commands must not come from the project.
 */
export function findProgram(
  name: string,
  root: string | null,
  path = process.env['PATH'] ?? '',
): string | null {
  for (const folder of path.split(delimiter)) {
    if (!isAbsolute(folder) || (root !== null && isInside(folder, root))) continue;
    const program = join(folder, name);
    if (isProgram(program)) return program;
  }
  return null;
}

function isInside(folder: string, root: string): boolean {
  const way = relative(root, folder);
  return way === '' || !(isAbsolute(way) || way === '..' || way.startsWith('../'));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false; // Not there, or not ours to run.
  }
}
