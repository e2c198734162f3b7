import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@codex-pro/emulator';
import { expect, onTestFinished, test } from 'vitest';
import { openStage } from '../testing/stage.ts';

test('usage adds up, by day and by model, and the quota is what the newest result says where nobody can be asked', async () => {
  const { ask, submit, end } = openStage({
    CODEX_PRO_API_KEY: 'a-key',
    CODEX_PRO_BASE_URL: 'http://127.0.0.1:1/v1',
  });
  for (const { id } of [await submit(), await submit()]) await end(id);
  const byDay = await ask('usage_report');
  const sums = {
    requests: 2,
    attempts: 2,
    input_tokens: 2_000,
    cached_input_tokens: 800,
    output_tokens: 200,
    reasoning_tokens: 100,
    cost_usd: 0.5,
  };
  expect(byDay).toMatchObject({
    total: sums,
    rows: [{ key: expect.stringMatching(/^\d{4}-\d\d-\d\d$/), ...sums }],
  });
  expect(byDay['limits']).toMatchObject({
    plan: 'plus',
    primary: { used_percent: 12 },
    source: expect.stringMatching(/^toy-/),
  });
  expect(byDay['limits_note']).toContain('Only a ChatGPT login');
  expect(await ask('usage_report', { by: 'model', days: 1 })).toMatchObject({
    rows: [{ key: 'toy-1', ...sums }],
  });
  expect(await ask('usage_report', { by: 'tier' })).toMatchObject({ rows: [{ key: null }] });
});

test('a ChatGPT login is asked how much quota is left, and no model is called', async () => {
  const emulator = await startEmulator();
  onTestFinished(() => emulator.close());
  const { ask, product } = openStage({
    CODEX_PRO_BASE_URL: emulator.codexUrl,
    CODEX_PRO_CHATGPT_URL: emulator.chatgptUrl,
  });
  const codex = String(product.env['CODEX_HOME']);
  await mkdir(codex);
  await writeFile(join(codex, 'auth.json'), JSON.stringify(emulator.login.authJson()), { mode: 0o600 });
  const report = await ask('usage_report');
  expect(report).toMatchObject({
    limits: { plan: 'plus', primary: { used_percent: 12, window_minutes: 300 }, source: 'backend' },
    limits_note: null,
  });
  expect(emulator.modelRequests).toEqual([]);
  expect(emulator.violations).toEqual([]);
});

test('what holds calls back is shown with the time at which it opens', async () => {
  const { ask, jobs } = openStage({ CODEX_PRO_API_KEY: 'a-key' });
  const until = Date.now() + 3_600_000;
  const row = {
    account: 'a',
    limit: 'usage',
    model: null,
    closedAt: 0,
    closedUntil: until,
    probeAt: 0,
    cause: 'The quota is used up.',
  };
  jobs.gates.update('a usage', () => ({ key: 'a usage', ...row }));
  jobs.gates.update('a past', () => ({ key: 'a past', ...row, closedUntil: 1 }));
  expect((await ask('usage_report'))['holds']).toEqual([
    {
      what: 'quota_gate',
      name: 'usage',
      cause: 'The quota is used up.',
      until: new Date(until).toISOString(),
    },
  ]);
  expect(await jobs.reset()).toMatchObject({ gates: [{}, {}], breakers: [] });
  expect((await ask('usage_report'))['holds']).toEqual([]);
});

test('pruning says which jobs first, and removes them only when told', async () => {
  const { ask, call, submit, end } = openStage();
  const { id } = await submit();
  await end(id);
  const kept = await submit({ ms: 30_000 });
  expect(await ask('prune_jobs')).toMatchObject({
    count: 0,
    applied: false,
    summary: 'There is no job that ended more than 30 d ago.',
  });
  const ever = await ask('prune_jobs', { older_than: '104249991d', apply: true });
  expect(ever).toMatchObject({ count: 0, ended_before: '1970-01-01T00:00:00.000Z' });
  const dry = await ask('prune_jobs', { older_than: '1ms' });
  expect(dry).toMatchObject({ count: 1, job_ids: [id], applied: false });
  expect(dry['summary']).toContain('Nothing was changed');
  expect((await ask('list_jobs'))['jobs']).toHaveLength(2);
  expect(await ask('prune_jobs', { older_than: '1ms', apply: true })).toMatchObject({
    count: 1,
    applied: true,
  });
  expect((await ask('list_jobs'))['jobs']).toMatchObject([{ id: kept.id }]);
  expect(await call('prune_jobs', { older_than: '7' })).toMatchObject({
    isError: true,
    text: expect.stringContaining('has no unit'),
  });
});

test('settings come with their sources, and what a project profile may not do is shown', async () => {
  const { ask, workspace } = openStage({ CODEX_PRO_MODEL: 'gpt-9' });
  await mkdir(join(workspace, '.codex-pro'));
  await writeFile(join(workspace, '.codex-pro/profile.yaml'), 'review: {model: evil, max_findings: 3}\n');
  const shown = await ask('show_settings', { capability: 'review' });
  expect(shown['settings']).toContainEqual({
    key: 'review.model',
    value: 'gpt-9',
    source: expect.stringContaining('CODEX_PRO_MODEL'),
  });
  expect(shown['settings']).toContainEqual({
    key: 'review.max_findings',
    value: 3,
    source: expect.stringContaining('project profile'),
  });
  expect(shown['refused']).toMatchObject([{ key: 'review.model' }]);
  expect(shown['summary']).toContain('the project profile tried 1 setting that it may not set');
});

test('a setting is changed in the profile of the user alone, and the old value comes back', async () => {
  const { ask, call, home } = openStage();
  await mkdir(home, { recursive: true });
  await writeFile(join(home, 'profile.yaml'), '# mine\nreview:\n  max_findings: 5 # few\n');
  expect(await ask('set_setting', { key: 'review.max_findings', value: 9 })).toMatchObject({
    old: 5,
    value: 9,
    path: join(home, 'profile.yaml'),
  });
  expect(await readFile(join(home, 'profile.yaml'), 'utf8')).toBe(
    '# mine\nreview:\n  max_findings: 9 # few\n',
  );
  expect(await ask('set_setting', { key: 'review.max_findings', value: null })).toMatchObject({
    old: 9,
    value: null,
  });
  expect(await call('set_setting', { key: 'review.max_finding', value: 1 })).toMatchObject({
    isError: true,
    text: expect.stringContaining('did you mean review.max_findings'),
  });
  expect(await call('set_setting', { key: 'review.max_findings', value: 'many' })).toMatchObject({
    isError: true,
  });
});
