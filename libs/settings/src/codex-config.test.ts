import { expect, test } from 'vitest';
import { resolveSettings } from './resolve-settings.ts';
import { machine } from './testing.ts';

async function review(config: string, more: { user?: string; env?: NodeJS.ProcessEnv } = {}) {
  const { env, workspace } = await machine({ config, ...more });
  return resolveSettings({ capability: 'review', arguments: {}, env, workspace });
}

test("the Codex CLI's own settings count where nothing of ours does", async () => {
  const { settings, sources } = await review(
    'model = "m"\nmodel_reasoning_effort = "high"\nservice_tier = "fast"\nopenai_base_url = "https://gate.example/v1"\nchatgpt_base_url = "https://chat.example/backend-api"\ncli_auth_credentials_store = "keyring"\n',
    { user: 'defaults: {effort: low}\n' },
  );
  expect(settings).toMatchObject({
    model: 'm',
    effort: 'low',
    tier: 'fast',
    backend: {
      base_url: 'https://gate.example/v1',
      chatgpt_url: 'https://chat.example/backend-api',
      credentials_store: 'keyring',
      provider: null,
      api_key_env: null,
    },
  });
  expect(sources['model']?.source).toMatch(/^config\.toml .*config\.toml$/);
});

const azure = [
  'model_provider = "azure"',
  'openai_base_url = "https://not.used/v1"',
  '[model_providers.azure]',
  'base_url = "https://az.example/openai/v1"',
  'env_key = "AZURE_KEY"',
  'query_params = {a = "b"}',
].join('\n');

test('a model provider brings its address and the name of its key, and says what it cannot bring', async () => {
  const { settings, warnings } = await review(azure);
  expect(settings.backend).toMatchObject({
    base_url: 'https://az.example/openai/v1',
    provider: 'azure',
    api_key_env: 'AZURE_KEY',
  });
  expect(warnings).toEqual([expect.stringContaining('query_params of the model provider azure is not used')]);
});

test("a provider's key is not named for an address that is not its own", async () => {
  const elsewhere = await review(azure, { env: { CODEX_PRO_BASE_URL: 'https://other.example/v1' } });
  expect(elsewhere.settings.backend).toMatchObject({
    base_url: 'https://other.example/v1',
    provider: null,
    api_key_env: null,
  });
  const own = await review(azure, { user: 'defaults: {backend: {base_url: "https://mine.example"}}\n' });
  expect(own.settings.backend.api_key_env).toBeNull();
});

test("a profile of the Codex CLI's own overlays its top level", async () => {
  const chosen = await review(
    'model = "a"\nprofile = "p"\nservice_tier = "flex"\n[profiles.p]\nmodel = "b"\n',
  );
  expect(chosen.settings).toMatchObject({ model: 'b', tier: 'flex' });
  const missing = await review('model = "a"\nprofile = "q"\n');
  expect(missing.settings.model).toBe('a');
  expect(missing.warnings).toHaveLength(1);
});

test.each([
  ['a provider that is not defined', 'model_provider = "x"\n', /the model provider x is not defined/],
  ['a provider without address', 'model_provider = "x"\n[model_providers.x]\n', /has no base_url/],
  [
    'a provider of chat completions',
    'model_provider = "x"\n[model_providers.x]\nbase_url = "https://x"\nwire_api = "chat"\n',
    /does not speak the Responses API/,
  ],
  ['an address that is none', 'openai_base_url = "nowhere"\n', /backend\.base_url must be a URL/],
  ['a model that is no text', 'model = 5\n', /model must be text/],
])('%s is an error where it would be used', async (_, config, complaint) => {
  await expect(review(config)).rejects.toMatchObject({
    name: 'ConfigError',
    code: 'not_configured',
    message: expect.stringMatching(complaint),
    hint: expect.stringContaining('set_setting'),
  });
  const replaced = { CODEX_PRO_MODEL: 'mine', CODEX_PRO_BASE_URL: 'https://mine.example/v1' };
  await expect(review(config, { env: replaced })).resolves.toMatchObject({ settings: { model: 'mine' } });
});

test('a damaged config.toml is an error only where its address or model would be used', async () => {
  const damaged = 'model = "a"\n[[[\n';
  await expect(review(damaged)).rejects.toMatchObject({
    code: 'not_configured',
    message: expect.stringMatching(/config\.toml is not valid TOML at line 2/),
  });
  const env = { CODEX_PRO_MODEL: 'mine', CODEX_PRO_BASE_URL: 'https://mine.example/v1' };
  const { warnings } = await review(damaged, { env });
  expect(warnings).toEqual([expect.stringContaining('not valid TOML at line 2')]);
});

test('jobs calls no model and needs nothing of a damaged config.toml', async () => {
  const { env, workspace } = await machine({ config: '[[[' });
  const { settings, warnings } = await resolveSettings({ capability: 'jobs', arguments: {}, env, workspace });
  expect(settings.jobs.workers).toBe(8);
  expect(settings.model).toBeNull();
  expect(warnings.join()).toMatch(/not valid TOML/);
});
