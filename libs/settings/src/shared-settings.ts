import * as z from 'zod';
import { address, duration, limit, list, oneOf, origin, text, whole } from './kinds-of-value.ts';
import { group, setting, table } from './setting.ts';

// Each schema is made once: making them is most of what loading this package costs.
const name = text();
/** A timer of Node holds 24.8 days at most, and fires at once beyond that. */
const clock = duration('1ms', '24d');
const price = z.number({ error: 'must be USD per million tokens' }).nonnegative().max(1_000_000);
const alias = z.strictObject(
  { model: name, effort: name.exactOptional(), tier: name.exactOptional() },
  { error: (issue) => (issue.code === 'invalid_type' ? 'must be {model, effort, tier}' : undefined) },
);
const prices = z.strictObject(
  { input: price, cached_input: price.exactOptional(), cache_write: price.exactOptional(), output: price },
  { error: (issue) => (issue.code === 'invalid_type' ? 'must be {input, output}' : undefined) },
);

const lowerable = { project: 'lower' } as const;

const shared = {
  backend: group({
    base_url: setting(address, null, { environment: 'CODEX_PRO_BASE_URL' }),
    chatgpt_url: setting(address, null, { environment: 'CODEX_PRO_CHATGPT_URL' }),
    auth: setting(oneOf('auto', 'chatgpt', 'api-key'), 'auto', { environment: 'CODEX_PRO_AUTH' }),
    originator: setting(name, null),
    user_agent: setting(name, null),
    version: setting(name, null),
    trusted_origins: setting(list(origin, 50), []),
  }),
  model: setting(name, null, { argument: 'model', environment: 'CODEX_PRO_MODEL' }),
  effort: setting(name, null, { argument: 'effort' }),
  tier: setting(name, null, { argument: 'tier' }),
  models: table(alias),
  retries: group({
    attempts: setting(whole(1, 10), 3),
    wait: setting(duration('0s', '10m'), '60s'),
  }),
  budget: group({
    usd: setting(limit(z.number().positive().max(1_000_000), 'must be USD above 0, or none'), 'none', {
      argument: 'budget_usd',
      project: 'lower',
    }),
    tokens: setting(limit(z.int().positive(), 'must be a whole number above 0, or none'), 'none', {
      argument: 'budget_tokens',
      project: 'lower',
    }),
    minutes: setting(limit(z.number().positive().max(100_000), 'must be minutes above 0, or none'), 'none', {
      argument: 'max_minutes',
      project: 'lower',
    }),
  }),
  output: group({ max_characters: setting(whole(1_000, 1_000_000), 40_000) }),
  prices: table(prices),
};

const clocks = {
  connect: setting(clock, '10s', lowerable),
  first_event: setting(clock, '120s', lowerable),
  idle: setting(clock, '300s', lowerable),
  call: setting(clock, '30m', lowerable),
};

/** What `defaults` and every capability's own section hold. `job` is the capability's job clock. */
export function sharedSettings(job: `${number}m` | `${number}h`) {
  return { ...shared, clocks: group({ ...clocks, job: setting(clock, job, lowerable) }) };
}
