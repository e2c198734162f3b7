import { z } from 'zod';
import { address, duration, limit, list, oneOf, origin, text, whole } from './kinds-of-value.ts';
import { group, type SettingOptions, setting, table } from './setting.ts';

/** A timer of Node holds 24.8 days at most, and fires at once beyond that. */
const clock = duration('1ms', '24d');
const dollars = z.number().positive().max(1_000_000);
const price = z.number({ error: 'must be USD per million tokens' }).nonnegative().max(1_000_000);

function lowerable(argument?: string): SettingOptions {
  return argument === undefined ? { project: 'lower' } : { project: 'lower', argument };
}

/** What `defaults` and every capability's own section hold. `job` is the capability's job clock. */
export function sharedSettings<const Job extends string>(job: Job) {
  return {
    backend: group({
      base_url: setting(address, null, { environment: 'CODEX_PRO_BASE_URL' }),
      chatgpt_url: setting(address, null, { environment: 'CODEX_PRO_CHATGPT_URL' }),
      auth: setting(oneOf('auto', 'chatgpt', 'api-key'), 'auto', { environment: 'CODEX_PRO_AUTH' }),
      originator: setting(text(), null),
      user_agent: setting(text(), null),
      version: setting(text(), null),
      trusted_origins: setting(list(origin, 50), []),
    }),
    model: setting(text(), null, { argument: 'model', environment: 'CODEX_PRO_MODEL' }),
    effort: setting(text(), null, { argument: 'effort' }),
    tier: setting(text(), null, { argument: 'tier' }),
    models: table(
      z.strictObject(
        { model: text(), effort: text().exactOptional(), tier: text().exactOptional() },
        { error: (issue) => (issue.code === 'invalid_type' ? 'must be {model, effort, tier}' : undefined) },
      ),
    ),
    clocks: group({
      connect: setting(clock, '10s', lowerable()),
      first_event: setting(clock, '120s', lowerable()),
      idle: setting(clock, '300s', lowerable()),
      call: setting(clock, '30m', lowerable()),
      job: setting(clock, job, lowerable()),
    }),
    retries: group({
      attempts: setting(whole(1, 10), 3),
      wait: setting(duration('0s', '10m'), '60s'),
    }),
    budget: group({
      usd: setting(limit(dollars, 'must be USD above 0, or none'), 'none', lowerable('budget_usd')),
      tokens: setting(
        limit(z.int().positive(), 'must be a whole number above 0, or none'),
        'none',
        lowerable('budget_tokens'),
      ),
      minutes: setting(
        limit(z.number().positive().max(100_000), 'must be minutes above 0, or none'),
        'none',
        lowerable('max_minutes'),
      ),
    }),
    output: group({ max_characters: setting(whole(1_000, 1_000_000), 40_000) }),
    prices: table(
      z.strictObject(
        {
          input: price,
          cached_input: price.exactOptional(),
          cache_write: price.exactOptional(),
          output: price,
        },
        { error: (issue) => (issue.code === 'invalid_type' ? 'must be {input, output}' : undefined) },
      ),
    ),
  };
}
