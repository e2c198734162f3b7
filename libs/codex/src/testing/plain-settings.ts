import type { BackendSettings, ClientSettings } from '../client-settings.ts';

/** For tests: a backend of which nothing is said. */
export const plainBackend: BackendSettings = {
  base_url: null,
  chatgpt_url: null,
  auth: 'auto',
  originator: null,
  user_agent: null,
  version: null,
  trusted_origins: [],
  api_key_env: null,
  credentials_store: null,
  provider: null,
};

/** For tests: short clocks, no budget, and nothing said of the backend. */
export const plainSettings: ClientSettings = {
  backend: plainBackend,
  model: 'gpt-5.5',
  effort: null,
  tier: null,
  clocks: { connect: 2000, first_event: 2000, idle: 2000, call: 10_000 },
  retries: { attempts: 3, wait: 100 },
  budget: { usd: null, tokens: null, minutes: null },
  prices: {},
};
