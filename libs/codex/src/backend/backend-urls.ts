import { ConfigError } from '@codex-pro/runtime';
import type { BackendSettings } from '../client-settings.ts';

export interface BackendUrls {
  /** `/responses` and `/models` are appended to it. */
  readonly base: URL;
  /** `/wham/…` is appended to it. */
  readonly chatgpt: URL;
}

const chatgptUrl = 'https://chatgpt.com/backend-api';
const defaultBases = {
  chatgpt: `${chatgptUrl}/codex`,
  'api-key': 'https://api.openai.com/v1',
  none: 'https://api.openai.com/v1',
} as const;

/** Credentials are resolved anew before each call; the settings of a client stay. */
const read = new WeakMap<BackendSettings, Partial<Record<keyof typeof defaultBases, BackendUrls>>>();

/** Where the calls of a mode go. Throws ConfigError for a setting that is no http or https URL. */
export function backendUrls(mode: keyof typeof defaultBases, backend: BackendSettings): BackendUrls {
  const urls = read.get(backend) ?? {};
  read.set(backend, urls);
  urls[mode] ??= {
    base: parseUrl(backend.base_url ?? defaultBases[mode], 'backend.base_url'),
    chatgpt: parseUrl(backend.chatgpt_url ?? chatgptUrl, 'backend.chatgpt_url'),
  };
  return urls[mode];
}

/** The URL of one endpoint under a base, whether or not the base ends in a slash. */
export function endpoint(base: URL, path: string): URL {
  const url = new URL(base);
  url.pathname = `${base.pathname.replace(/\/+$/, '')}${path}`;
  return url;
}

function parseUrl(text: string, setting: string): URL {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new ConfigError('not_configured', `The setting ${setting} is not an http or https URL.`, {
      hint: 'Give it the whole URL, as https://api.openai.com/v1.',
    });
  }
  if (url.username !== '' || url.password !== '') {
    throw new ConfigError('not_configured', `The setting ${setting} holds a user name or password.`, {
      hint: 'Take it out of the URL, and set CODEX_PRO_API_KEY instead.',
    });
  }
  return url;
}
