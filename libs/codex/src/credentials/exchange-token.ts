import { ConfigError, type HttpClient, UpstreamError, withClock } from '@codex-pro/runtime';
import { requireDestination } from '../backend/destination.ts';
import type { Identity } from '../backend/identity.ts';
import { quoted } from '../backend/upstream-text.ts';
import { parseJson, recordField, stringField } from '../wire-fields.ts';
import type { NewTokens } from './commit-tokens.ts';

/** The OAuth client of the Codex CLI: a refresh token can only be spent by the client that it was given to. */
const clientId = 'app_EMoamEEZ73f0CkXaXp7hrann';
const defaultUrl = 'https://auth.openai.com/oauth/token';
/** Milliseconds that an exchange may take. */
export const exchangeMs = 30_000;

export type RefreshReason = 'proactive_expiry' | 'unauthorized_recovery';

export interface ExchangeOptions {
  readonly http: HttpClient;
  readonly env: NodeJS.ProcessEnv;
  readonly identity: Identity;
  readonly trustedOrigins: readonly string[];
  readonly connectMs: number;
}

/** The backend will not take this refresh token, now or later. */
export class RefreshRefusedError extends ConfigError {
  /** True when the token was spent before: perhaps by another process, whose tokens are good. */
  readonly reused: boolean;

  constructor(message: string, reused: boolean) {
    super('auth_invalid', message, { hint: 'Run `codex login`.' });
    this.reused = reused;
  }
}

const refusals: Readonly<Record<string, string>> = {
  refresh_token_reused: 'its refresh token was already used',
  refresh_token_expired: 'its refresh token has expired',
  refresh_token_invalidated: 'it was signed out or revoked',
};

/**
 * Spends a refresh token (`POST …/oauth/token`, one-use upstream). Throws RefreshRefusedError where the backend
 * refuses it, and UpstreamError where it could not be asked; then the token may or may not be spent.
 */
export async function exchangeToken(
  refreshToken: string,
  reason: RefreshReason,
  { http, env, identity, trustedOrigins, connectMs }: ExchangeOptions,
  signal: AbortSignal,
): Promise<NewTokens> {
  const url = refreshUrl(env);
  requireDestination('chatgpt', url, trustedOrigins);
  const clock = { name: 'first_event', ms: exchangeMs, subject: 'The renewal of the login' } as const;
  const { status, text } = await withClock(clock, signal, async (signal) => {
    const response = await http.send({
      method: 'POST',
      url,
      headers: {
        'content-type': 'application/json',
        accept: '*/*',
        originator: identity.originator,
        'user-agent': identity.userAgent,
      },
      body: JSON.stringify({
        client_id: clientId,
        grant_type: 'refresh_token',
        refresh_reason: reason,
        refresh_token: refreshToken,
      }),
      signal,
      connectMs,
    });
    return { status: response.status, text: await response.text(1024 * 1024) };
  });
  const reply = parseJson(text);
  if (status === 200) {
    const accessToken = stringField(reply, 'access_token');
    if (accessToken === null) throw unavailable('was answered without a token', status);
    return {
      accessToken,
      idToken: stringField(reply, 'id_token'),
      refreshToken: stringField(reply, 'refresh_token'),
    };
  }
  const code = stringField(recordField(reply, 'error'), 'code') ?? stringField(reply, 'error');
  if (status === 401 || status === 400) {
    const known = code === null ? undefined : refusals[code];
    const why =
      known ?? `the service said ${status}${code === null ? '' : ` (${quoted(code, 80, [refreshToken])})`}`;
    throw new RefreshRefusedError(
      `The ChatGPT login has expired and cannot be renewed: ${why}.`,
      code === 'refresh_token_reused',
    );
  }
  throw unavailable(`was answered with ${status}`, status);
}

function refreshUrl(env: NodeJS.ProcessEnv): URL {
  const override = env['CODEX_REFRESH_TOKEN_URL_OVERRIDE']?.trim();
  const url = URL.parse(override === undefined || override === '' ? defaultUrl : override);
  if (url !== null) return url;
  throw new ConfigError('not_configured', 'CODEX_REFRESH_TOKEN_URL_OVERRIDE is not a URL.', {
    hint: 'Unset it, or give it the whole URL.',
  });
}

function unavailable(what: string, status: number): UpstreamError {
  return new UpstreamError('upstream_failed', `The renewal of the login ${what}.`, {
    status,
    retryable: status >= 500,
    hint: 'Try again later.',
  });
}
