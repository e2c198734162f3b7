import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { ConfigError } from '@codex-pro/runtime';

const largest = 1024 * 1024;

/**
 * The text of a settings file, or null when there is none. Throws ConfigError `not_configured` when it is there and
 * cannot be read: not a plain file, over 1 MB, not UTF-8, no permission.
 */
export async function readSettingsFile(path: string): Promise<string | null> {
  try {
    // Without blocking: a repository may hold a named pipe in this place.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const facts = await file.stat();
      if (!facts.isFile()) throw unreadable(path, 'it is not a plain file');
      if (facts.size > largest) throw unreadable(path, 'it is larger than 1 MB');
      return new TextDecoder('utf-8', { fatal: true }).decode(await file.readFile());
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw unreadable(path, code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'it is not UTF-8' : code, error);
  }
}

export function unreadable(path: string, why: string, cause?: unknown): ConfigError {
  return new ConfigError('not_configured', `${path} cannot be read: ${why}.`, {
    hint: 'Make it a readable text file, or remove it.',
    cause,
  });
}

/** The system's word for what went wrong (`EACCES`), or the error's name. */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
