import { mkdir, open, realpath, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ConfigError } from '@codex-pro/runtime';
import { errorCode } from './settings-file.ts';

/**
 * Writes a file whole or not at all (a sibling, flushed, renamed over it), mode 0600, its folder made with 0700.
 * A link is followed and stays a link. Throws ConfigError when it cannot be written.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const target = await linked(path);
    const sibling = join(dirname(target), `.${crypto.randomUUID()}.tmp`);
    try {
      await writeFlushed(sibling, text);
      await rename(sibling, target);
    } catch (error) {
      await rm(sibling, { force: true });
      throw error;
    }
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

export function cannotWrite(path: string, cause: unknown): ConfigError {
  return new ConfigError('not_configured', `${path} cannot be written: ${errorCode(cause)}.`, {
    hint: 'Make its folder writable, or free space on its disk.',
    cause,
  });
}

async function writeFlushed(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function linked(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return path;
    throw error;
  }
}
