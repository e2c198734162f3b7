import { ConfigError, isLoopback } from '@codex-pro/runtime';

/** What may go where: each kind of credential has homes, and the user's `trusted_origins` adds to them. */
export type CredentialKind =
  /** Tokens of a ChatGPT login. */
  | 'chatgpt'
  /** A key that belongs to OpenAI's API. */
  | 'openai-key'
  /** A key that the user gave for the base URL in use. */
  | 'base-url-key'
  | 'none';

const homes: Readonly<Record<CredentialKind, readonly string[]>> = {
  chatgpt: ['https://chatgpt.com', 'https://auth.openai.com'],
  'openai-key': ['https://api.openai.com'],
  'base-url-key': [],
  none: [],
};

const names: Readonly<Record<CredentialKind, string>> = {
  chatgpt: 'The ChatGPT login',
  'openai-key': 'An OpenAI API key',
  'base-url-key': 'The API key',
  none: 'A request without credentials',
};

/**
 * True when this kind of credential may be sent to the URL. Plain HTTP is for loopback alone, whatever is trusted;
 * an own server without authentication is loopback too.
 */
export function mayGo(kind: CredentialKind, url: URL, trustedOrigins: readonly string[]): boolean {
  if (isLoopback(url.hostname)) return url.protocol === 'http:' || url.protocol === 'https:';
  if (url.protocol !== 'https:' || kind === 'none') return false;
  if (kind === 'base-url-key') return true;
  return homes[kind].includes(url.origin) || isTrusted(url, trustedOrigins);
}

/** Throws ConfigError `not_configured` where `mayGo` says no; the message names the setting. */
export function requireDestination(kind: CredentialKind, url: URL, trustedOrigins: readonly string[]): void {
  if (!mayGo(kind, url, trustedOrigins)) throw refusedDestination(kind, url);
}

/**
 * True for an origin that the routing check of a ChatGPT workspace may name: HTTPS, and under openai.com or
 * chatgpt.com, on loopback, or trusted by the user.
 */
export function isRoutingOrigin(url: URL, trustedOrigins: readonly string[]): boolean {
  if (url.protocol !== 'https:') return false;
  if (isLoopback(url.hostname)) return true;
  const ours = ['openai.com', 'chatgpt.com'].some(
    (domain) => url.hostname === domain || url.hostname.endsWith(`.${domain}`),
  );
  return (ours && url.port === '') || isTrusted(url, trustedOrigins);
}

function isTrusted(url: URL, trustedOrigins: readonly string[]): boolean {
  return trustedOrigins.some((trusted) => URL.parse(trusted)?.origin === url.origin);
}

export function refusedDestination(kind: CredentialKind, url: URL): ConfigError {
  const plain = url.protocol !== 'https:' && !isLoopback(url.hostname);
  if (plain) {
    return new ConfigError(
      'not_configured',
      `${names[kind]} is not sent to ${url.origin}: it is not HTTPS.`,
      {
        hint: 'Plain HTTP is used on loopback only. Give the backend an https:// URL.',
      },
    );
  }
  if (kind === 'none') {
    return new ConfigError('not_configured', `There are no credentials for ${url.origin}.`, {
      hint: 'Set CODEX_PRO_API_KEY. Only a server on loopback is asked without credentials.',
    });
  }
  return new ConfigError(
    'not_configured',
    `${names[kind]} is not sent to ${url.origin}: it belongs elsewhere.`,
    {
      hint: `Set CODEX_PRO_API_KEY for that server, or add "${url.origin}" to backend.trusted_origins in your user profile.`,
    },
  );
}
