import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * What differs between a fresh bundle and a folder.
 * @returns one line a file: missing, changed or left over; empty when they are the same
 */
export async function differences(fresh: ReadonlyMap<string, Uint8Array>, folder: string): Promise<string[]> {
  const present = new Set(await filesBelow(folder));
  const lines: string[] = [];
  for (const [name, bytes] of fresh) {
    if (!present.delete(name)) lines.push(`missing: ${name}`);
    else if (!(await readFile(join(folder, name))).equals(bytes)) lines.push(`changed: ${name}`);
  }
  for (const name of present) lines.push(`left over: ${name}`);
  return lines.sort();
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    );
}
