import { execFile } from 'node:child_process';
import { lstat, mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { resolveSettings } from './resolve-settings.ts';
import { setSetting } from './set-setting.ts';
import { machine } from './testing.ts';

test('a first setting makes the profile, readable by its owner alone', async () => {
  const { home, userProfile } = await machine();
  const changed = await setSetting({ key: 'defaults.model', value: 'm-1', home });
  expect(changed).toEqual({ key: 'defaults.model', old: null, value: 'm-1', path: userProfile });
  expect(await readFile(userProfile, 'utf8')).toBe('defaults:\n  model: m-1\n');
  expect((await stat(userProfile)).mode & 0o777).toBe(0o600);
  expect((await stat(home)).mode & 0o777).toBe(0o700);
  expect(await readdir(home)).toEqual(['profile.yaml']);
});

test('comments, order and everything else stay as they were', async () => {
  const before =
    '# top\n\nreview:\n  # why\n  max_findings: 5 # few\n  clocks: { idle: 10s, call: 1m }\n\n# end\ndefaults:\n';
  const { home, userProfile } = await machine({ user: before });
  expect((await setSetting({ key: 'review.max_findings', value: 7, home })).old).toBe(5);
  expect(await readFile(userProfile, 'utf8')).toBe(before.replace('findings: 5', 'findings: 7'));
  await setSetting({ key: 'defaults.effort', value: 'low', home });
  await setSetting({ key: 'review.clocks.idle', value: '20s', home });
  const text = await readFile(userProfile, 'utf8');
  expect(text).toContain('# end\ndefaults:\n  effort: low\n');
  expect(text).toContain('{ idle: 20s, call: 1m }');
});

test('null removes a setting and gives its old value', async () => {
  const { home, userProfile } = await machine({ user: 'defaults:\n  model: m\n  effort: low\n' });
  expect(await setSetting({ key: 'defaults.model', value: null, home })).toMatchObject({
    old: 'm',
    value: null,
  });
  expect(await readFile(userProfile, 'utf8')).toBe('defaults:\n  effort: low\n');
  expect(await setSetting({ key: 'batch.model', value: null, home })).toMatchObject({ old: null });
});

test('what a removed setting leaves empty goes too, but no comment of the user', async () => {
  const { home, userProfile } = await machine({
    user: 'defaults:\n  effort: low\nreview:\n  gate:\n    enabled: true\nbatch:\n  # mine\n  model: m\n',
  });
  await setSetting({ key: 'review.gate.enabled', value: null, home });
  expect(await readFile(userProfile, 'utf8')).toBe(
    'defaults:\n  effort: low\nbatch:\n  # mine\n  model: m\n',
  );
  await setSetting({ key: 'review.ignore', value: ['a'], home });
  expect(await readFile(userProfile, 'utf8')).toContain('review:\n  ignore:\n');
  await setSetting({ key: 'batch.model', value: null, home });
  expect(await readFile(userProfile, 'utf8')).toContain('# mine');
});

test('text from a terminal is read as what the setting is', async () => {
  const { home } = await machine();
  const value = async (key: string, text: string) => (await setSetting({ key, value: text, home })).value;
  expect(await value('review.max_findings', '7')).toBe(7);
  expect(await value('review.ignore', '[dist/**, "*.lock"]')).toEqual(['dist/**', '*.lock']);
  expect(await value('defaults.model', '5')).toBe('5');
  expect(await value('defaults.budget.usd', '2.5')).toBe(2.5);
  expect(await value('defaults.budget.usd', 'none')).toBe('none');
  expect(await value('defaults.models.fast', '{model: a, effort: low}')).toEqual({
    model: 'a',
    effort: 'low',
  });
});

test('names that hold dots are found', async () => {
  const { home, env, workspace } = await machine({
    user: 'defaults: {prices: {gpt-5.5: {input: 1, output: 2}}}\n',
  });
  await setSetting({ key: 'defaults.prices.gpt-5.5.input', value: 3, home });
  await setSetting({ key: 'profiles.v1.2.review.max_findings', value: 9, home });
  const { settings } = await resolveSettings({
    capability: 'review',
    arguments: { profile: 'v1.2' },
    env,
    workspace,
  });
  expect(settings.prices).toEqual({ 'gpt-5.5': { input: 3, output: 2 } });
  expect(settings.capability.max_findings).toBe(9);
});

test.each([
  ['review.max_finding', 7, /did you mean review\.max_findings/],
  ['reviw.max_findings', 7, /did you mean review/],
  ['review', {}, /review is not a setting/],
  ['review.caps', {}, /review\.caps is not a setting; known here: file, total/],
  ['profiles.deep', {}, /is not a setting; known here: defaults, review/],
  ['defaults.models', {}, /is not a setting; name what is inside it/],
  ['', 1, /is not a setting/],
  ['__proto__.x', 1, /is not a setting/],
  ['review.max_findings', 0, /review\.max_findings must be a whole number from 1 to 500/],
  ['defaults.clocks.idle', '30', /30 has no unit/],
  ['defaults.backend.base_url', 'ftp://x', /must begin with https/],
  ['defaults.prices.m.input', 3, /cannot be set so: defaults\.prices\.m\.output must be USD/],
])('setting %s to %j is refused and nothing is written', async (key, value, complaint) => {
  const { home } = await machine();
  await expect(setSetting({ key, value, home })).rejects.toMatchObject({
    code: 'input_invalid',
    message: expect.stringMatching(complaint),
  });
  await expect(readdir(home)).rejects.toThrow('ENOENT');
});

test('a profile with another mistake is not touched; the mistake itself can be corrected', async () => {
  const user = 'defaults: {clocks: {idle: 30}}\n';
  const { home, userProfile } = await machine({ user });
  await expect(setSetting({ key: 'defaults.model', value: 'm', home })).rejects.toMatchObject({
    code: 'not_configured',
    message: expect.stringContaining('line 1: defaults.clocks.idle 30 has no unit'),
  });
  expect(await readFile(userProfile, 'utf8')).toBe(user);
  expect(await setSetting({ key: 'defaults.clocks.idle', value: '30s', home })).toMatchObject({ old: 30 });
});

test('a place that hangs on a YAML alias is left to its owner', async () => {
  const user = 'review: {clocks: &c {idle: 1s}}\nbatch: {clocks: *c}\n';
  const { home, userProfile } = await machine({ user });
  for (const [key, value] of [
    ['batch.clocks.idle', '2s'],
    ['batch.clocks.idle', null],
  ] as const) {
    await expect(setSetting({ key, value, home })).rejects.toMatchObject({ code: 'not_configured' });
  }
  expect(await readFile(userProfile, 'utf8')).toBe(user);
});

test('a linked profile stays a link, and its line ends stay', async () => {
  const { home, root, userProfile } = await machine();
  await mkdir(home);
  const target = join(root, 'dotfile.yaml');
  await writeFile(target, 'defaults:\r\n  model: a\r\n');
  await symlink(target, userProfile);
  await setSetting({ key: 'defaults.model', value: 'b', home });
  expect((await lstat(userProfile)).isSymbolicLink()).toBe(true);
  expect(await readFile(target, 'utf8')).toBe('defaults:\r\n  model: b\r\n');
});

test('a state folder that cannot be written is named', async () => {
  const { root } = await machine();
  await writeFile(join(root, 'file'), '');
  const home = join(root, 'file', 'state');
  await expect(setSetting({ key: 'defaults.model', value: 'm', home })).rejects.toMatchObject({
    code: 'not_configured',
    message: expect.stringContaining('cannot be written'),
  });
});

test('changes asked for at once are all kept', async () => {
  const { home, env, workspace } = await machine();
  const clocks = ['connect', 'first_event', 'idle', 'call', 'job'] as const;
  await Promise.all(clocks.map((name) => setSetting({ key: `review.clocks.${name}`, value: '7s', home })));
  const { settings } = await resolveSettings({ capability: 'review', arguments: {}, env, workspace });
  expect(Object.values(settings.clocks)).toEqual([7_000, 7_000, 7_000, 7_000, 7_000]);
  expect(await readdir(home)).toEqual(['profile.yaml']);
});

test('changes that several processes make at once are all kept', async () => {
  const { home, env, workspace } = await machine({ user: '# mine\n' });
  const script = `
    const { setSetting } = await import(process.argv[1]);
    const [, , home, section] = process.argv;
    for (const name of ['connect', 'first_event', 'idle', 'call', 'job'])
      await setSetting({ key: section + '.clocks.' + name, value: '7s', home });`;
  const url = new URL('./set-setting.ts', import.meta.url).href;
  const sections = ['review', 'rescue', 'batch'] as const;
  await Promise.all(
    sections.map((section) => promisify(execFile)(process.execPath, ['--eval', script, url, home, section])),
  );
  for (const capability of sections) {
    const { settings } = await resolveSettings({ capability, arguments: {}, env, workspace });
    expect(Object.values(settings.clocks)).toEqual([7_000, 7_000, 7_000, 7_000, 7_000]);
  }
  expect(await readdir(home)).toEqual(['profile.yaml']);
});

test('a writer that died holds nobody up for long', async () => {
  const { home, userProfile } = await machine({ user: '# mine\n' });
  await writeFile(`${userProfile}.lock`, '');
  await utimes(`${userProfile}.lock`, 1, 1);
  expect((await setSetting({ key: 'defaults.model', value: 'm', home })).value).toBe('m');
  expect(await readdir(home)).toEqual(['profile.yaml']);
});
