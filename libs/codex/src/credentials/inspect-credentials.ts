import { ConfigError } from '@codex-pro/runtime';
import type { ClientSettings } from '../client-settings.ts';
import { gateAccount } from '../limits/quota-gate.ts';
import { packKey } from './handed-key.ts';
import { resolveCredential } from './resolve-credential.ts';

export interface InspectOptions {
  readonly settings: Pick<ClientSettings, 'backend'>;
  readonly env: NodeJS.ProcessEnv;
  readonly codexHome: string;
}

/** Which credentials a job would use. */
export interface CredentialReport {
  readonly mode: 'chatgpt' | 'api-key' | 'none';
  /** True when the key is only in this process's environment: whoever starts a worker hands `apiKey` over. */
  readonly needsKey: boolean;
  /** For `createCodexClient`, opaque: it keeps where the key came from. Present exactly when `needsKey`. */
  readonly apiKey?: string;
  readonly plan: string | null;
  readonly account: string | null;
  /** Epoch milliseconds at which the access token ends, where it says. */
  readonly expiresAt: number | null;
  /** `auth.json`, a variable's name, or `none`. */
  readonly source: string;
  /** Where calls would go: of the base URL. */
  readonly origin: string;
  /** Whose quota calls would use: `GateRow.account`. Holds no secret. */
  readonly quotaAccount: string;
}

/**
 * Looks at the credentials before a job is recorded. Never a network call. Throws ConfigError `not_configured` or
 * `auth_invalid` where a job could not run: nothing set, a broken login, a destination that is not allowed.
 */
export async function inspectCredentials({
  settings,
  env,
  codexHome,
}: InspectOptions): Promise<CredentialReport> {
  const { credential, file, urls } = await resolveCredential({ backend: settings.backend, env, codexHome });
  const { origin } = urls.base;
  const quotaAccount = gateAccount(origin, credential);
  const nothing = { needsKey: false, plan: null, account: null, expiresAt: null, origin, quotaAccount };
  if (credential.mode === 'none') return { ...nothing, mode: 'none', source: 'none' };
  if (credential.mode === 'chatgpt') {
    const { plan, accountId, expiresAt } = credential;
    if (expiresAt !== null && expiresAt <= Date.now() && file?.tokens?.refreshToken === null) {
      throw new ConfigError('auth_invalid', 'The ChatGPT login has expired and holds no refresh token.', {
        hint: 'Run `codex login`.',
      });
    }
    return { ...nothing, mode: 'chatgpt', plan, account: accountId, expiresAt, source: 'auth.json' };
  }
  const { source, key } = credential;
  const handed = source === 'auth.json' ? {} : { needsKey: true, apiKey: packKey({ source, key }) };
  return { ...nothing, mode: 'api-key', source, ...handed };
}
