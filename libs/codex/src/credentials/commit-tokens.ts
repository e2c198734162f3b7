import { randomUUID } from 'node:crypto';
import { open, realpath, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ConfigError } from '@codex-pro/runtime';
import { recordField } from '../wire-fields.ts';
import { type AuthFile, readAuthFile } from './auth-file.ts';

export interface NewTokens {
  readonly accessToken: string;
  readonly idToken: string | null;
  /** null keeps the old one. */
  readonly refreshToken: string | null;
}

/**
 * Writes refreshed tokens into `auth.json`, unless it no longer holds the refresh token that was spent: then somebody
 * else renewed the login or signed in anew, and theirs stands. Fields that we do not know stay as they are. Written to
 * a temporary file of mode 0600, flushed, renamed. Throws ConfigError `auth_invalid` when that fails.
 */
export async function commitTokens(
  codexHome: string,
  spent: string,
  tokens: NewTokens,
  now: Date,
): Promise<boolean> {
  const current = await readAuthFile(codexHome);
  if (current?.tokens?.refreshToken !== spent) return false;
  const content = {
    ...current.content,
    tokens: {
      ...recordField(current.content, 'tokens'),
      access_token: tokens.accessToken,
      ...(tokens.idToken === null ? {} : { id_token: tokens.idToken }),
      ...(tokens.refreshToken === null ? {} : { refresh_token: tokens.refreshToken }),
    },
    last_refresh: now.toISOString(),
  };
  try {
    await replaceFile(current, `${JSON.stringify(content, null, 2)}\n`);
  } catch (cause) {
    throw new ConfigError('auth_invalid', `The renewed login could not be written to ${current.path}.`, {
      hint: 'See that the folder is writable and the disk not full, then run `codex login`.',
      cause,
    });
  }
  return true;
}

async function replaceFile(current: AuthFile, text: string): Promise<void> {
  // A login kept elsewhere and linked to stays linked.
  const path = await realpath(current.path);
  const temporary = `${path}.codex-pro.${randomUUID()}.tmp`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  // Not every system lets a folder be flushed; the rename is whole either way.
  await syncFolder(dirname(path)).catch(() => undefined);
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
