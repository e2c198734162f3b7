import { lstat, readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { protectedNames } from '@codex-pro/sandbox';

/**
 * Removes what the sandbox of the Codex CLI left behind where it was killed: empty files and folders that it puts under
 * protected names, and some of its own, while a command runs. Nothing that was there before is touched, and nothing
 * with anything in it.
 */
export async function clearPlaceholders(root: string, wasThere: (name: string) => boolean): Promise<void> {
  for (const name of [...protectedNames, '.agents', '.aws']) {
    const place = join(root, name);
    if (name === '.git' || wasThere(name)) continue;
    const found = await lstat(place).catch(() => null);
    if (found?.isFile() === true && found.size === 0) await rm(place, { force: true });
    if (found?.isDirectory() !== true) continue;
    const inside = await readdir(place).catch(() => ['unknown']);
    if (inside.length === 0) await rmdir(place).catch(() => undefined); // Somebody filled it in between.
  }
}
