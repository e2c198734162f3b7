import { ConfigError, createHttpClient, startClock } from '@codex-pro/runtime';
import { endpoint } from '../backend/backend-urls.ts';
import { errorFromResponse } from '../backend/http-failure.ts';
import { identityOf } from '../backend/identity.ts';
import { wireVersion } from '../catalogue/catalogue.ts';
import type { ClientSettings } from '../client-settings.ts';
import { authHeaders } from '../credentials/auth-headers.ts';
import { type Credential, secretsOf } from '../credentials/credential.ts';
import { createCredentialSession } from '../credentials/credential-session.ts';
import { resolveCredential } from '../credentials/resolve-credential.ts';
import type { Limits, QuotaWindow } from '../model-call.ts';
import { asRecord, booleanField, numberField, parseJson, recordField, stringField } from '../wire-fields.ts';
import { creditsFrom, quotaWindow } from './rate-limits-event.ts';

export interface UsageOptions {
  readonly settings: Pick<ClientSettings, 'backend' | 'clocks'>;
  readonly env: NodeJS.ProcessEnv;
  readonly codexHome: string;
  readonly productVersion: string;
  readonly signal: AbortSignal;
}

/** A limit beside the main one, for some models or features. */
export interface AdditionalLimit {
  readonly name: string;
  readonly primary: QuotaWindow | null;
  readonly secondary: QuotaWindow | null;
}

/** What ChatGPT says about an account's quota. */
export interface AccountUsage {
  readonly limits: Limits;
  /** True when the account may not call now; null when the backend does not say. */
  readonly limitReached: boolean | null;
  readonly additional: readonly AdditionalLimit[];
}

const maxReplyBytes = 1024 * 1024;

/**
 * Asks ChatGPT how much of the quota is used (`GET …/wham/usage`), within the clock `first_event`; a 401 is answered by
 * one renewal of the login. Throws ConfigError `not_configured` for credentials that have no such page (API keys), and
 * what a call throws.
 */
export async function readUsage(options: UsageOptions): Promise<AccountUsage> {
  const { settings, env, codexHome, signal } = options;
  const { backend, clocks } = settings;
  const { credential, urls } = await resolveCredential({ backend, env, codexHome });
  if (credential.mode !== 'chatgpt') {
    throw new ConfigError('not_configured', 'Only a ChatGPT login has a quota that can be read.', {
      hint: 'With an API key, see the limits on the results of jobs, and the usage page of the provider.',
    });
  }
  const identity = identityOf(backend, options.productVersion, wireVersion);
  const http = createHttpClient({ env });
  const clock = startClock(
    { name: 'first_event', ms: clocks.first_event, subject: 'The usage page' },
    signal,
  );
  const session = createCredentialSession({
    backend,
    env,
    codexHome,
    http,
    identity,
    connectMs: clocks.connect,
    mode: 'chatgpt',
    lifetime: clock.signal,
  });
  const ask = async (usable: Credential) => {
    const response = await http.send({
      method: 'GET',
      url: endpoint(urls.chatgpt, '/wham/usage'),
      headers: { accept: '*/*', ...authHeaders(usable, identity) },
      signal: clock.signal,
      connectMs: clocks.connect,
    });
    return { ...response, text: await response.text(maxReplyBytes) };
  };
  try {
    let usable = await session.current(clock.signal);
    let response = await ask(usable);
    const renewed = response.status === 401 ? await session.renew(usable, clock.signal) : null;
    if (renewed !== null) {
      usable = renewed;
      response = await ask(usable);
    }
    if (response.status === 200) return usageFrom(parseJson(response.text), Date.now());
    throw errorFromResponse(response, {
      what: 'The usage page',
      now: Date.now(),
      secrets: secretsOf(usable),
      judgesIdentity: true,
    });
  } finally {
    await session.settled();
    clock.stop();
    await http.close();
  }
}

/** Reads the reply; fields that are missing read as unknown. `now` is epoch milliseconds. */
export function usageFrom(reply: unknown, now: number): AccountUsage {
  const rate = recordField(reply, 'rate_limit');
  const more: unknown = asRecord(reply)?.['additional_rate_limits'];
  return {
    limits: {
      plan: stringField(reply, 'plan_type'),
      ...windows(rate),
      credits: creditsFrom(recordField(reply, 'credits')),
      read_at: new Date(now).toISOString(),
    },
    limitReached: booleanField(rate, 'limit_reached'),
    additional: (Array.isArray(more) ? more : []).flatMap((each: unknown) => {
      const name = stringField(each, 'limit_name') ?? stringField(each, 'metered_feature');
      return name === null ? [] : [{ name, ...windows(recordField(each, 'rate_limit')) }];
    }),
  };
}

function windows(rate: unknown): { primary: QuotaWindow | null; secondary: QuotaWindow | null } {
  return {
    primary: windowFrom(recordField(rate, 'primary_window')),
    secondary: windowFrom(recordField(rate, 'secondary_window')),
  };
}

function windowFrom(window: unknown): QuotaWindow | null {
  const seconds = numberField(window, 'limit_window_seconds');
  const minutes = seconds === null ? null : seconds / 60;
  return quotaWindow(numberField(window, 'used_percent'), minutes, numberField(window, 'reset_at'));
}
