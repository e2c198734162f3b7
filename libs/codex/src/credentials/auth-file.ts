import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError } from '@codex-pro/runtime';
import { asRecord, parseJson, recordField, stringField, type WireRecord } from '../wire-fields.ts';

/** The Codex CLI's `auth.json`, as far as we read it. */
export interface AuthFile {
  readonly path: string;
  /** Everything in it: fields that we do not know are kept when it is written. */
  readonly content: WireRecord;
  readonly authMode: string | null;
  readonly apiKey: string | null;
  readonly tokens: {
    readonly accessToken: string;
    readonly idToken: string | null;
    readonly refreshToken: string | null;
    readonly accountId: string | null;
  } | null;
}

export function authFilePath(codexHome: string): string {
  return join(codexHome, 'auth.json');
}

/** The CLI writes the file in place: who reads it meanwhile sees it empty or cut. So often it is looked at again. */
const looksAgain = 4;
const lookAgainMs = 50;

/**
 * Reads `auth.json`. null when it does not exist. Throws ConfigError: `not_configured` when it cannot be read,
 * `auth_invalid` when it is empty or broken, and stays so for 200 ms.
 */
export async function readAuthFile(codexHome: string): Promise<AuthFile | null> {
  const path = authFilePath(codexHome);
  for (let look = 0; ; look += 1) {
    const text = await readText(path);
    if (text === null) return null;
    const content = asRecord(parseJson(text));
    if (content !== null) return parseAuthFile(path, content);
    if (look === looksAgain) throw broken(path, text);
    await sleep(lookAgainMs);
  }
}

/** null where there is none. */
async function readText(path: string): Promise<string | null> {
  try {
    // Without blocking: a named pipe that nobody writes to would hold a thread for ever, and the process with it.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      if (!(await file.stat()).isFile()) throw new Error('It is not a plain file.');
      return await file.readFile('utf8');
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (isMissing(cause)) return null;
    throw new ConfigError('not_configured', `The login in ${path} cannot be read.`, {
      hint: 'Make the file readable for you (chmod 600), or set CODEX_PRO_API_KEY.',
      cause,
    });
  }
}

function broken(path: string, text: string): ConfigError {
  const state = text.trim() === '' ? 'is empty' : 'holds no whole JSON object';
  return new ConfigError('auth_invalid', `The login in ${path} ${state}.`, {
    hint: 'Run `codex login` again, or set CODEX_PRO_API_KEY.',
  });
}

function parseAuthFile(path: string, content: WireRecord): AuthFile {
  const tokens = recordField(content, 'tokens');
  const accessToken = stringField(tokens, 'access_token');
  return {
    path,
    content,
    authMode: stringField(content, 'auth_mode'),
    apiKey: stringField(content, 'OPENAI_API_KEY'),
    tokens:
      accessToken === null
        ? null
        : {
            accessToken,
            idToken: stringField(tokens, 'id_token'),
            refreshToken: stringField(tokens, 'refresh_token'),
            accountId: stringField(tokens, 'account_id'),
          },
  };
}

/**
 * Which of its two credentials the file means. Without `auth_mode`, or with one that we do not know, a key wins over
 * tokens, as in the CLI.
 */
export function modeOf(file: AuthFile): 'chatgpt' | 'api-key' | null {
  if (file.authMode === 'chatgpt' && file.tokens !== null) return 'chatgpt';
  if (file.apiKey !== null) return 'api-key';
  return file.tokens === null ? null : 'chatgpt';
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
