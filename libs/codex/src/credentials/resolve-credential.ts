import { ConfigError } from '@codex-pro/runtime';
import { type BackendUrls, backendUrls } from '../backend/backend-urls.ts';
import { mayGo, refusedDestination, requireDestination } from '../backend/destination.ts';
import { headerText } from '../backend/identity.ts';
import type { BackendSettings } from '../client-settings.ts';
import { type AuthFile, authFilePath, modeOf, readAuthFile } from './auth-file.ts';
import { type Credential, kindOf, secretsOf } from './credential.ts';
import { type NamedKey, unpackKey } from './handed-key.ts';
import { readClaims } from './token-claims.ts';

export interface CredentialOptions {
  readonly backend: BackendSettings;
  readonly env: NodeJS.ProcessEnv;
  readonly codexHome: string;
  /** Handed over by a starter (`packKey`). */
  readonly apiKey?: string | undefined;
}

export interface ResolvedCredential {
  readonly credential: Credential;
  readonly urls: BackendUrls;
  /** The file that the credential came from, where it did. */
  readonly file: AuthFile | null;
}

interface Candidate {
  readonly credential: Credential;
  readonly file: AuthFile | null;
}

/**
 * Finds the credential to use, in this order: CODEX_PRO_API_KEY, the provider's `env_key`, the Codex CLI's
 * CODEX_API_KEY, what `auth.json` means, OPENAI_API_KEY. A login comes before OPENAI_API_KEY
 * because that variable is often set for other programs, and using it would be billed. With `auth: api-key` the key
 * variables come first and only keys count; with `auth: chatgpt` only a login does.
 *
 * The first one that may go to the backend is taken. Reads `auth.json` afresh, never the network. Throws ConfigError
 * when there is none, or none that may go there.
 */
export async function resolveCredential(options: CredentialOptions): Promise<ResolvedCredential> {
  const { backend } = options;
  let refused: ConfigError | null = null;
  for await (const { credential, file } of candidates(options)) {
    const urls = backendUrls(credential.mode, backend);
    const kind = kindOf(credential);
    if (!mayGo(kind, urls.base, backend.trusted_origins)) {
      refused ??= refusedDestination(kind, urls.base);
      continue;
    }
    if (credential.mode === 'chatgpt') requireDestination(kind, urls.chatgpt, backend.trusted_origins);
    requireSendable(credential);
    return { credential, urls, file };
  }
  const urls = backendUrls('none', backend);
  if (refused === null && backend.base_url !== null && backend.auth === 'auto') {
    requireDestination('none', urls.base, backend.trusted_origins);
    return { credential: { mode: 'none' }, urls, file: null };
  }
  throw refused ?? missingCredential(options);
}

async function* candidates(options: CredentialOptions): AsyncGenerator<Candidate> {
  const { backend } = options;
  const keys = keyReader(options);
  const openAiKey = keys('OPENAI_API_KEY');
  if (backend.auth !== 'chatgpt') {
    const named = [
      keys('CODEX_PRO_API_KEY'),
      backend.api_key_env === null ? null : keys(backend.api_key_env),
      keys('CODEX_API_KEY'),
      backend.auth === 'api-key' ? openAiKey : null,
    ];
    for (const key of named) if (key !== null) yield keyCandidate(key, backend);
  }
  const file = await readAuthFile(options.codexHome);
  const mode = file === null ? null : backend.auth === 'auto' ? modeOf(file) : backend.auth;
  if (file !== null && mode === 'chatgpt' && file.tokens !== null) {
    yield { credential: login(file.tokens), file };
  }
  if (file !== null && mode === 'api-key' && file.apiKey !== null) {
    yield {
      credential: { mode: 'api-key', key: file.apiKey, kind: 'openai-key', source: 'auth.json' },
      file,
    };
  }
  if (backend.auth === 'auto' && openAiKey !== null) yield keyCandidate(openAiKey, backend);
}

/** Reads key variables; a key that was handed over stands for the variable it came from. */
function keyReader({ env, apiKey }: CredentialOptions): (source: string) => NamedKey | null {
  const handed = apiKey === undefined ? null : unpackKey(apiKey);
  return (source) => {
    if (handed?.source === source) return handed;
    const key = env[source]?.trim();
    return key === undefined || key === '' ? null : { source, key };
  };
}

/** A key follows the base URL only where the user bound the two: by our own variable, or by a provider's `env_key`. */
function keyCandidate({ source, key }: NamedKey, backend: BackendSettings): Candidate {
  const bound =
    source === 'CODEX_PRO_API_KEY' || (source === backend.api_key_env && source !== 'OPENAI_API_KEY');
  return {
    credential: { mode: 'api-key', key, kind: bound ? 'base-url-key' : 'openai-key', source },
    file: null,
  };
}

function login(tokens: NonNullable<AuthFile['tokens']>): Credential {
  const access = readClaims(tokens.accessToken);
  const identity = readClaims(tokens.idToken);
  return {
    mode: 'chatgpt',
    accessToken: tokens.accessToken,
    accountId: tokens.accountId,
    plan: identity.plan ?? access.plan,
    fedramp: identity.fedramp || access.fedramp,
    expiresAt: access.expiresAt,
  };
}

/** Told here, before a job is recorded, and not by the first request. */
function requireSendable(credential: Credential): void {
  const where =
    credential.mode === 'api-key' ? `The API key from ${credential.source}` : 'The login in auth.json';
  for (const secret of secretsOf(credential)) headerText(secret, where);
}

function missingCredential({ backend, codexHome }: CredentialOptions): ConfigError {
  const path = authFilePath(codexHome);
  const inKeyring = backend.credentials_store === 'keyring' || backend.credentials_store === 'auto';
  if (inKeyring && backend.auth !== 'api-key') {
    return new ConfigError(
      'not_configured',
      `The Codex CLI is set to keep its login in the system keyring, which codex-pro cannot read, and there is no ${path}.`,
      {
        hint: 'Set cli_auth_credentials_store = "file" in config.toml and run `codex login`, or set CODEX_PRO_API_KEY.',
      },
    );
  }
  const wanted = {
    auto: ['There are no credentials', 'Run `codex login`, or set CODEX_PRO_API_KEY.'],
    chatgpt: [`There is no ChatGPT login in ${path}`, 'Run `codex login`.'],
    'api-key': ['No API key is set', 'Set CODEX_PRO_API_KEY or OPENAI_API_KEY.'],
  } as const;
  const [what, hint] = wanted[backend.auth];
  return new ConfigError('not_configured', `${what}.`, { hint });
}
