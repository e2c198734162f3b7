import { ConfigError, pause } from '@codex-pro/runtime';
import { type AuthFile, readAuthFile } from './auth-file.ts';
import { commitTokens } from './commit-tokens.ts';
import {
  type ExchangeOptions,
  exchangeToken,
  type RefreshReason,
  RefreshRefusedError,
} from './exchange-token.ts';
import { withRefreshLock } from './refresh-lock.ts';

/** How long to look for tokens that another process is about to write. */
const adoptMs = 5_000;
const pollMs = 100;

export interface RefreshRequest extends ExchangeOptions {
  readonly codexHome: string;
  /** The access token that is of no use any more. */
  readonly deadToken: string;
  readonly reason: RefreshReason;
}

/** An exchange that has begun is never cut off: its tokens would be lost. Its own clock bounds it. */
const uninterrupted = new AbortController().signal;

/**
 * Sees to it that `auth.json` holds another access token than the dead one: by finding that somebody else renewed it,
 * or by renewing it, under a lock that is held across the whole exchange. Throws ConfigError `auth_invalid` when the
 * login is over, UpstreamError when the service could not be asked.
 */
export async function refreshLogin(request: RefreshRequest, signal: AbortSignal): Promise<void> {
  const { codexHome, deadToken, reason } = request;
  const file = await readAuthFile(codexHome);
  if (file === null || isRenewed(file, deadToken)) return;
  await withRefreshLock(file.path, signal, async () => {
    const current = await readAuthFile(codexHome);
    if (current === null || isRenewed(current, deadToken)) return;
    const refreshToken = current.tokens?.refreshToken ?? null;
    if (refreshToken === null) {
      throw new ConfigError('auth_invalid', 'The ChatGPT login has expired and holds no refresh token.', {
        hint: 'Run `codex login`.',
      });
    }
    try {
      const tokens = await exchangeToken(refreshToken, reason, request, uninterrupted);
      await commitTokens(codexHome, refreshToken, tokens, new Date());
    } catch (error) {
      // The CLI does not lock its exchange: it may have spent the token, and be about to write the new one.
      if (error instanceof RefreshRefusedError && error.reused && (await adopted(request, signal))) return;
      throw error;
    }
  });
}

async function adopted({ codexHome, deadToken }: RefreshRequest, signal: AbortSignal): Promise<boolean> {
  for (let waited = 0; waited <= adoptMs; waited += pollMs) {
    const file = await readAuthFile(codexHome);
    if (file !== null && isRenewed(file, deadToken)) return true;
    await pause(pollMs, signal);
  }
  return false;
}

function isRenewed(file: AuthFile, deadToken: string): boolean {
  return file.tokens?.accessToken !== deadToken;
}
