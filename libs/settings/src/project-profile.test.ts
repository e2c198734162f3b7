import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ProjectProfileText } from './project-profile.ts';
import { resolveSettings } from './resolve-settings.ts';
import { type Machine, machine } from './testing.ts';

function review(
  { env, workspace }: Machine,
  args: Record<string, unknown> = {},
  given?: ProjectProfileText | null,
) {
  return resolveSettings({ capability: 'review', arguments: args, env, workspace, projectProfile: given });
}

test('a project may choose among the roles, but never write one', async () => {
  const made = await machine({
    user: 'review: {define_roles: {payments: {looks_for: money}}}\n',
    project: 'review: {roles: [payments], define_roles: {payments: {looks_for: nothing at all}}}\n',
  });
  const { settings, refused } = await review(made);
  expect(settings.capability).toMatchObject({
    roles: ['payments'],
    define_roles: { payments: { looks_for: 'money' } },
  });
  expect(refused.map(({ key }) => key)).toEqual(['review.define_roles']);
});

test('a project may add ignore globs, set the focus and lower limits', async () => {
  const made = await machine({
    user: 'review: {ignore: ["dist/**"], max_findings: 30}\n',
    project: [
      'defaults: {budget: {usd: 2, tokens: 1000, minutes: 5}, clocks: {idle: 10s}}',
      'review:',
      '  ignore: ["gen/**"]',
      '  focus: races',
      '  max_findings: 30',
      '  caps: {file: 1kb, total: 10kb}',
    ].join('\n'),
  });
  const { settings, sources, refused } = await review(made);
  expect(refused).toEqual([]);
  expect(settings.budget).toEqual({ usd: 2, tokens: 1000, minutes: 5 });
  expect(settings.clocks.idle).toBe(10_000);
  expect(settings.capability).toEqual({
    depth: 'standard',
    roles: null,
    define_roles: {},
    gate: expect.objectContaining({ enabled: false }),
    ignore: ['dist/**', 'gen/**'],
    focus: 'races',
    max_findings: 30,
    caps: { file: 1_024, total: 10_240 },
  });
  expect(sources['focus']?.source).toBe(`project profile ${made.projectProfile}:4`);
  expect(sources['ignore']?.source).toBe(
    `user profile ${made.userProfile}:1 + project profile ${made.projectProfile}:3`,
  );
});

test('what a project tries beyond that is refused, with its key and why, and changes nothing', async () => {
  const made = await machine({
    user: 'review: {max_findings: 10}\ndefaults: {budget: {usd: 1}}\n',
    project: [
      'defaults:',
      '  model: expensive',
      '  backend: {base_url: "https://evil.example", trusted_origins: ["https://evil.example"]}',
      '  budget: {usd: 2, tokens: none}',
      '  clocks: {call: 31m}',
      '  prices: {x: {input: 0, output: 0}}',
      'review: {max_findings: 11, depth: quick, retries: {attempts: 9}}',
      'jobs: {workers: 100}',
      'profiles: {default: {}}',
    ].join('\n'),
  });
  const { settings, refused } = await review(made);
  const plain = await review(made, {}, null);
  expect(settings).toEqual(plain.settings);
  expect(refused.map(({ key }) => key).toSorted()).toEqual(
    [
      'defaults.model',
      'defaults.backend.base_url',
      'defaults.backend.trusted_origins',
      'defaults.budget.usd',
      'defaults.clocks.call',
      'defaults.prices',
      'review.max_findings',
      'review.depth',
      'review.retries.attempts',
      'jobs.workers',
      'profiles',
    ].toSorted(),
  );
  const why = Object.fromEntries(refused.map((refusal) => [refusal.key, refusal.why]));
  expect(why['review.max_findings']).toBe(
    `11 is above 10 (user profile ${made.userProfile}:1): a project profile may only lower a limit`,
  );
  expect(why['defaults.clocks.call']).toMatch(/^31m is above 30m \(built-in\)/);
  expect(why['defaults.model']).toMatch(/a project profile may only/);
});

test('a refusal is told even where an argument decides', async () => {
  const made = await machine({ project: 'review: {max_findings: 400}\n' });
  const { settings, refused } = await review(made, { max_findings: 7 });
  expect(settings.capability.max_findings).toBe(7);
  expect(refused).toMatchObject([{ key: 'review.max_findings' }]);
});

test('a refused word of the section leaves the lower one of defaults in force', async () => {
  const made = await machine({ project: 'review: {clocks: {idle: 1h}}\ndefaults: {clocks: {idle: 1s}}\n' });
  const { settings, refused } = await review(made);
  expect(settings.clocks.idle).toBe(1_000);
  expect(refused).toMatchObject([{ key: 'review.clocks.idle' }]);
});

test('unknown keys and bad values of a project are errors that name file, line and key', async () => {
  const made = await machine({ project: 'review:\n  ignroe: [a]\n  max_findings: none\n' });
  await expect(review(made)).rejects.toMatchObject({
    code: 'not_configured',
    message: expect.stringMatching(
      /profile\.yaml has 2 mistakes\.\n(.*\n)*line 2: review\.ignroe is not a setting \(did you mean ignore\?\)/,
    ),
  });
});

test('the text of a project profile may be given in the place of the file', async () => {
  const made = await machine({ project: 'review: {focus: head}\n' });
  const given = { text: 'review: {focus: base}\n', path: 'main:.codex-pro/profile.yaml' };
  const { settings, sources } = await review(made, {}, given);
  expect(settings.capability.focus).toBe('base');
  expect(sources['focus']?.source).toBe('project profile main:.codex-pro/profile.yaml:1');
  expect((await review(made, {}, null)).settings.capability.focus).toBeNull();
});

test('a project profile that is a link out of the workspace is refused unread', async () => {
  const made = await machine();
  await writeFile(join(made.root, 'outside.yaml'), 'secret: [\n');
  await mkdir(dirname(made.projectProfile));
  await symlink(join(made.root, 'outside.yaml'), made.projectProfile);
  const { refused } = await review(made);
  expect(refused).toEqual([{ key: made.projectProfile, why: 'leads out of the workspace' }]);
});

test.each(['constructor', '__proto__', 'toString'])(
  '%s is no section, whatever objects have by birth',
  async (name) => {
    const made = await machine({ project: `${name}: {members: {x: 1}}\nreview: {${name}: 1}\n` });
    await expect(review(made)).rejects.toMatchObject({
      code: 'not_configured',
      message: expect.stringMatching(new RegExp(`line 1: ${name} is not.*\\nline 2: review.${name} is not`)),
    });
  },
);

test('a link that leads to itself is named, one that leads nowhere is no profile', async () => {
  const made = await machine();
  await mkdir(dirname(made.projectProfile));
  await symlink(made.projectProfile, made.projectProfile);
  await expect(review(made)).rejects.toMatchObject({ message: expect.stringContaining('ELOOP') });
  const other = await machine();
  await mkdir(dirname(other.projectProfile));
  await symlink(join(other.workspace, 'gone'), other.projectProfile);
  expect((await review(other)).refused).toEqual([]);
});

test('the section of another capability is not looked at', async () => {
  const made = await machine({ project: 'batch: {model: x, unknown: 1}\n' });
  expect((await review(made)).refused).toEqual([]);
});

test('a named pipe in its place does not hang', async () => {
  const made = await machine();
  await mkdir(dirname(made.projectProfile));
  execFileSync('mkfifo', [made.projectProfile]);
  await expect(review(made)).rejects.toMatchObject({
    code: 'not_configured',
    message: expect.stringContaining('not a plain file'),
  });
});

test('no text at all breaks the reading of a profile but with not_configured, bounded', async () => {
  const made = await machine();
  const words = fc.constantFrom(
    'review',
    'defaults',
    'clocks',
    ': ',
    '\n',
    '  ',
    '- ',
    '{',
    '}',
    '[',
    '&a ',
    '*a',
    '!t',
    '1',
    '"',
    '#',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(words, { maxLength: 40 }).map((parts) => parts.join('')),
  );
  await fc.assert(
    fc.asyncProperty(text, async (profile) => {
      try {
        await review(made, {}, { text: profile, path: 'p' });
      } catch (error) {
        expect(error).toMatchObject({ code: 'not_configured' });
        expect(Buffer.byteLength(String(error))).toBeLessThan(2_100);
      }
    }),
    { numRuns: 500 },
  );
});
