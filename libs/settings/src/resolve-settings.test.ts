import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resolveSettings } from './resolve-settings.ts';
import { type Machine, type MachineFiles, machine } from './testing.ts';

async function review(files: MachineFiles, args: Record<string, unknown> = {}) {
  const { env, workspace } = await machine(files);
  return resolveSettings({ capability: 'review', arguments: args, env, workspace });
}

test('with no file and no variable the built-in settings are those of the design', async () => {
  const { settings, sources, refused, warnings, profile } = await review({});
  expect(settings).toEqual({
    backend: {
      base_url: null,
      chatgpt_url: null,
      auth: 'auto',
      originator: null,
      user_agent: null,
      version: null,
      trusted_origins: [],
      provider: null,
      api_key_env: null,
      credentials_store: null,
    },
    model: null,
    effort: null,
    tier: null,
    clocks: { connect: 10_000, first_event: 120_000, idle: 300_000, call: 1_800_000, job: 2_700_000 },
    retries: { attempts: 3, wait: 60_000 },
    budget: { usd: null, tokens: null, minutes: null },
    output: { max_characters: 40_000 },
    prices: {},
    jobs: { workers: 8, retention: 30 * 86_400_000, on_host_cancel: 'auto' },
    capability: {
      depth: 'standard',
      roles: null,
      define_roles: {},
      max_findings: 20,
      caps: { file: 262_144, total: 2_097_152 },
      ignore: [],
      focus: null,
      gate: { enabled: false, rounds: 5, budget: null, clock: 300_000, priority: 1 },
    },
  });
  expect({ refused, warnings, profile }).toEqual({ refused: [], warnings: [], profile: null });
  expect(sources['clocks.job']).toEqual({ value: '45m', source: 'built-in' });
  expect(new Set(Object.values(sources).map(({ source }) => source))).toEqual(new Set(['built-in']));
});

test('each capability has its own job clock', async () => {
  const { env, workspace } = await machine();
  const job = async (capability: 'rescue' | 'batch') =>
    (await resolveSettings({ capability, arguments: {}, env, workspace })).settings.clocks.job;
  expect([await job('rescue'), await job('batch')]).toEqual([4 * 3_600_000, 24 * 3_600_000]);
});

test('a value is shown in the words it was written in, with file and line', async () => {
  const files = { user: '# mine\ndefaults:\n  clocks:\n    idle: 90s # short\n' };
  const { env, workspace, userProfile } = await machine(files);
  const { settings, sources } = await resolveSettings({
    capability: 'review',
    arguments: {},
    env,
    workspace,
  });
  expect(settings.clocks.idle).toBe(90_000);
  expect(sources['clocks.idle']).toEqual({ value: '90s', source: `user profile ${userProfile}:4` });
});

test('arguments and variables win over files, and say so', async () => {
  const user = 'defaults: {model: from-user, effort: low}\n';
  const variable = await review({ user, env: { CODEX_PRO_MODEL: 'from-env' } });
  expect(variable.sources['model']).toEqual({ value: 'from-env', source: 'environment CODEX_PRO_MODEL' });
  const argument = await review(
    { user, env: { CODEX_PRO_MODEL: 'from-env' } },
    { model: 'from-call', budget_usd: 2, max_minutes: 1.5, focus: 'races', scope: 'staged' },
  );
  expect(argument.settings).toMatchObject({
    model: 'from-call',
    effort: 'low',
    budget: { usd: 2, minutes: 1.5 },
  });
  expect(argument.settings.capability.focus).toBe('races');
  expect(argument.sources['budget.usd']).toEqual({ value: 2, source: 'argument' });
});

test('a key that was left blank says nothing, and none lifts a limit', async () => {
  const { settings } = await review({
    user: 'defaults:\n  model:\n  clocks:\n  budget: {usd: 5}\nreview:\n  budget: {usd: none}\nbatch:\n',
    config: 'model = "kept"\n',
  });
  expect(settings.model).toBe('kept');
  expect(settings.budget.usd).toBeNull();
});

test('a chosen overlay wins over the rest of the profile; an unknown one lists those there are', async () => {
  const user =
    'review: {max_findings: 5, effort: low}\nprofiles:\n  deep: {review: {max_findings: 50}, defaults: {effort: high}}\n  cheap: {}\n';
  const chosen = await review({ user }, { profile: 'deep' });
  expect(chosen.settings.capability.max_findings).toBe(50);
  expect(chosen.settings.effort).toBe('high');
  expect(chosen.profile).toBe('deep');
  expect(chosen.sources['effort']?.source).toMatch(/:3 \(profile deep\)$/);
  await expect(review({ user }, { profile: 'depe' })).rejects.toMatchObject({
    code: 'input_invalid',
    message: 'There is no profile named depe; there are: deep, cheap.',
  });
  await expect(review({}, { profile: 'deep' })).rejects.toMatchObject({ code: 'input_invalid' });
});

test('a bad argument or variable is named', async () => {
  await expect(review({}, { max_findings: 0 })).rejects.toMatchObject({
    name: 'InputError',
    message: 'The argument max_findings must be a whole number from 1 to 500.',
  });
  await expect(review({}, { depth: 'abyssal' })).rejects.toThrow(
    'The argument depth must be quick or standard or deep.',
  );
  await expect(review({ env: { CODEX_PRO_AUTH: 'magic' } })).rejects.toMatchObject({
    name: 'ConfigError',
    code: 'not_configured',
    message: 'environment CODEX_PRO_AUTH: backend.auth must be auto or chatgpt or api-key.',
  });
});

test('all mistakes of a profile come in one error, each with its line and the nearest key', async () => {
  const user = [
    'defualts: {}',
    'defaults:',
    '  clocks: {idle: 30, conect: 1s}',
    '  backend: {base_url: "https://me:secret@host/v1", api_key: sk-1}',
    'review:',
    '  max_findings: many',
    '  caps: 5',
  ].join('\n');
  const { env, workspace, userProfile } = await machine({ user });
  const attempt = resolveSettings({ capability: 'batch', arguments: {}, env, workspace });
  const error: unknown = await attempt.catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'ConfigError', code: 'not_configured' });
  const lines = String(error).replace(userProfile, 'FILE').split('\n');
  expect(lines).toEqual([
    'ConfigError: FILE has 7 mistakes.',
    'line 1: defualts is not a setting (did you mean defaults?)',
    'line 3: defaults.clocks.idle 30 has no unit: write 30ms, 30s, 30m, 30h or 30d',
    'line 3: defaults.clocks.conect is not a setting (did you mean connect?)',
    'line 4: defaults.backend.base_url must not hold credentials: set CODEX_PRO_API_KEY',
    'line 4: defaults.backend.api_key is not a setting: set CODEX_PRO_API_KEY in the environment',
    'line 6: review.max_findings must be a whole number from 1 to 500',
    'line 7: review.caps must be a mapping',
  ]);
});

test.each([
  ['no YAML', 'review: [1\nx: }', /line \d+: is not valid YAML/],
  ['a list', '- a\n', /must be a mapping of sections/],
  ['plain text', 'hello', /must be a mapping of sections/],
  ['a key twice', 'review: {}\nreview: {}\n', /line 2: is not valid YAML: duplicate key/],
  ['two documents', 'review: {}\n---\nbatch: {}\n', /is not valid YAML: multiple docs/],
  ['a tag', 'review: !!js/function "x"\n', /is not valid YAML|must be a mapping/],
  ['__proto__', '__proto__: {depth: quick}\n', /__proto__ is not a setting/],
  ['a hundred mistakes', Array.from({ length: 100 }, (_, n) => `k${n}: 1`).join('\n'), /and 92 more/],
  ['a clock that no timer can hold', 'defaults: {clocks: {idle: 25d}}\n', /must be from 1ms to 24d/],
  ['aliases that unfold for ever', bomb(), /repeats its aliases too often/],
])('a profile that is %s is refused with a sentence', async (_, user, complaint) => {
  await expect(review({ user })).rejects.toMatchObject({
    code: 'not_configured',
    message: expect.stringMatching(complaint),
  });
});

function bomb(): string {
  const levels = Array.from({ length: 9 }, (_, n) => `l${n + 1}: &l${n + 1} [${`*l${n},`.repeat(9)}]`);
  return `l0: &l0 [x]\n${levels.join('\n')}\n`;
}

test('a profile that cannot be read is named, and an empty one is none', async () => {
  const folder = await machine();
  await mkdir(folder.userProfile, { recursive: true });
  await expect(readFrom(folder)).rejects.toMatchObject({
    code: 'not_configured',
    message: expect.stringContaining(folder.userProfile),
  });
  const empty = await machine({ user: '# nothing yet\n' });
  await expect(readFrom(empty)).resolves.toMatchObject({ refused: [] });
  await writeFile(empty.userProfile, Buffer.from([0x61, 0xff, 0xfe]));
  await expect(readFrom(empty)).rejects.toThrow('not UTF-8');
});

function readFrom({ env, workspace }: Machine) {
  return resolveSettings({ capability: 'review', arguments: {}, env, workspace });
}

test('prices and aliases of a section add to those of defaults', async () => {
  const { settings } = await review({
    user: 'defaults: {prices: {gpt-5.5: {input: 1, output: 2}, a: {input: 1, output: 1}}}\nreview: {prices: {a: {input: 3, cached_input: 0.5, output: 4}}}\n',
  });
  expect(settings.prices).toEqual({
    'gpt-5.5': { input: 1, output: 2 },
    a: { input: 3, cached_input: 0.5, output: 4 },
  });
});

test('a workspace that is the home folder has no project profile', async () => {
  const made = await machine();
  await mkdir(join(made.root, '.codex-pro'));
  await writeFile(join(made.root, '.codex-pro', 'profile.yaml'), 'defaults: {model: mine}\n');
  const env = { HOME: made.root, CODEX_HOME: made.env['CODEX_HOME'] };
  const { settings, refused } = await resolveSettings({
    capability: 'review',
    arguments: {},
    env,
    workspace: made.root,
  });
  expect(settings.model).toBe('mine');
  expect(refused).toEqual([]);
});

test('a profile may be a link', async () => {
  const { env, workspace, root, home, userProfile } = await machine();
  await mkdir(home);
  await writeFile(join(root, 'dotfile.yaml'), 'defaults: {model: linked}\n');
  await symlink(join(root, 'dotfile.yaml'), userProfile);
  const { settings } = await resolveSettings({ capability: 'review', arguments: {}, env, workspace });
  expect(settings.model).toBe('linked');
});
