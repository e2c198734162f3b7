import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { ConfigError, pause } from '@codex-pro/runtime';
import { asNumber, parseJson, stringField } from '../wire-fields.ts';
import { mayBeAlive, thisProcess } from './process-identity.ts';

/** No exchange takes this long (`exchangeMs` bounds it): an older lock belongs to nobody. */
const staleMs = 90_000;
const pollMs = 50;

/**
 * Runs `work` while holding a lock beside `auth.json`, across all processes of ours: the file is made exclusively and
 * names its owner; a dead owner's is taken over. (The Codex CLI locks only its commit, not the exchange, so there is
 * nothing to share with it.) Waits until `signal` aborts. Throws ConfigError `auth_invalid` when the folder is not
 * writable: a refreshed token could not be kept there.
 */
export async function withRefreshLock<T>(
  authPath: string,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const path = `${authPath}.codex-pro.lock`;
  const nonce = randomUUID();
  while (!(await take(path, nonce))) {
    await clearIfStale(path);
    await pause(pollMs, signal);
  }
  try {
    return await work();
  } finally {
    if ((await ownerOf(path))?.nonce === nonce) await rm(path, { force: true });
  }
}

async function take(path: string, nonce: string): Promise<boolean> {
  let made = false;
  try {
    const file = await open(path, 'wx', 0o600);
    made = true;
    try {
      await file.writeFile(JSON.stringify({ nonce, ...(await thisProcess()) }));
    } finally {
      await file.close();
    }
    return true;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') return false;
    if (made) await rm(path, { force: true });
    throw new ConfigError(
      'auth_invalid',
      `The login has expired, and it cannot be renewed: ${path} cannot be written.`,
      { hint: 'Make the folder writable, or run any `codex` command to renew the login.', cause },
    );
  }
}

interface Owner {
  readonly nonce: string;
  readonly pid: number;
  readonly start: string | null;
}

async function ownerOf(path: string): Promise<Owner | null> {
  const text = await readFile(path, 'utf8').catch(() => null);
  const value = text === null ? null : parseJson(text);
  const nonce = stringField(value, 'nonce');
  const pid = asNumber(Object(value).pid);
  return nonce === null || pid === null ? null : { nonce, pid, start: stringField(value, 'start') };
}

/** A lock without a readable owner is just being written, or was left half-written: only its age tells. */
async function clearIfStale(path: string): Promise<void> {
  const owner = await ownerOf(path);
  if (owner === null || (await mayBeAlive(owner))) {
    const age = await stat(path).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age < staleMs) return;
  }
  // Moved away first and looked at again, so that a lock taken meanwhile by another process is put back.
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch {
    // Somebody else cleared it.
    return;
  }
  const moved = await ownerOf(aside);
  if (moved?.nonce === owner?.nonce) await rm(aside, { force: true });
  else await rename(aside, path);
}
