import { lstat, readdir, rm, rmdir } from 'node:fs/promises';
import { protectedPaths } from '@codex-pro/sandbox';

/**
 * Removes what a sandbox that was killed left behind: empty files and folders under protected names, put there so that
 * no command could make them. Nothing that was there before is touched, and nothing with anything in it.
 */
export async function clearPlaceholders(root: string, wasThere: (name: string) => boolean): Promise<void> {
  for (const place of protectedPaths(root)) {
    const name = place.slice(root.length + 1);
    if (name === '.git' || wasThere(name)) continue;
    const found = await lstat(place).catch(() => null);
    if (found?.isFile() === true && found.size === 0) await rm(place, { force: true });
    if (found?.isDirectory() !== true) continue;
    const inside = await readdir(place).catch(() => ['unknown']);
    if (inside.length === 0) await rmdir(place).catch(() => undefined); // Somebody filled it in between.
  }
}
