import { textColumns } from '@codex-pro/terminal';
import { expect, test } from 'vitest';
import type { JobDetail } from './detail-shape.ts';
import type { ShownJob } from './job-shape.ts';
import { renderChecks } from './render-checks.ts';
import { renderJob } from './render-job.ts';
import { renderList } from './render-list.ts';
import { renderResult } from './render-result.ts';
import { renderSettings } from './render-settings.ts';
import { renderUsage } from './render-usage.ts';
import type { UsageShown } from './usage-shape.ts';

const now = Date.parse('2026-11-20T12:00:00Z');
const base: ShownJob = {
  id: 'rev-7k3q9x2m',
  kind: 'review',
  state: 'running',
  stalled: false,
  workspace: '/home/me/projects/ledger',
  session: null,
  created_at: '2026-11-20T11:57:00Z',
  started_at: '2026-11-20T11:57:01Z',
  ended_at: null,
  run_seconds: 179,
  attempts: 1,
  model: 'gpt-6.1-sol',
  effort: 'high',
  tier: null,
  profile: null,
  phase: 'asking the reviewer (12 files, 40 hunks, about 31,000 tokens)',
  progress: { done: 3, total: 12 },
  summary: null,
  error: null,
};
const failed: ShownJob = {
  ...base,
  id: 'rev-2agxey2f',
  state: 'failed',
  workspace: '/home/me/projects/another-project',
  ended_at: '2026-11-20T11:58:00Z',
  summary: 'no',
  error: {
    code: 'usage_limit',
    message: 'The usage limit of this account is reached, so the call was not sent.',
    hint: 'Wait.',
  },
};
const sum = {
  requests: 3,
  attempts: 4,
  input_tokens: 31_200,
  cached_input_tokens: 8_000,
  output_tokens: 1_900,
  reasoning_tokens: 900,
  cost_usd: 0.0421,
};
const limits: UsageShown['limits'] = {
  plan: 'plus',
  primary: { used_percent: 12, window_minutes: 300, resets_at: '2026-11-20T14:10:00Z' },
  secondary: { used_percent: 5, window_minutes: 10_080, resets_at: '2026-11-26T12:00:00Z' },
  credits: null,
  read_at: '2026-11-20T11:59:30Z',
  age_seconds: 30,
  source: 'backend',
};
const detail: JobDetail = {
  summary: 's',
  job: { ...failed, limit_seconds: 2_700, needs_key: false, cancel_requested_at: null, version: '0.1.0' },
  heartbeat_age_seconds: 1,
  events: [
    {
      at: new Date(2026, 10, 20, 11, 57).toISOString(),
      type: 'phase',
      message: 'packing the change\nand a second line',
    },
  ],
  usage: { ...sum, cost_note: '' },
  limits,
  artifacts: [{ kind: 'folder', path: '/home/me/.codex-pro/jobs/rev-2agxey2f' }],
  next_steps: ['retry_job {"job_id": "rev-2agxey2f"}'],
};
const usage: UsageShown = {
  summary: 's',
  since: new Date(2026, 10, 18).toISOString(),
  by: 'day',
  total: sum,
  rows: [{ key: '2026-11-19', ...sum }],
  cost_note: 'At API prices.',
  limits,
  limits_note: null,
  holds: [{ what: 'quota_gate', name: 'usage', cause: 'Used up.', until: '2026-11-20T13:00:00Z' }],
};
const envelope = {
  job: { id: 'rev-1', kind: 'review', state: 'lost' },
  summary: 'The worker is gone.',
  usage: sum,
  not_done: [{ what: 'a.png', why: 'binary: not text' }],
  artifacts: [{ kind: 'log', path: '/home/me/worker.log' }],
  next_steps: ['retry_job'],
  error: { code: 'worker_lost', message: 'The worker is gone.', hint: 'Use retry_job.' },
};
const settings = {
  summary: '2 settings.',
  capability: 'review',
  profile: null,
  profiles: ['deep'],
  settings: [
    { key: 'review.model', value: 'gpt-6.1-sol', source: 'user profile /home/me/.codex-pro/profile.yaml:12' },
    { key: 'review.ignore', value: [], source: 'built-in' },
  ],
  refused: [{ key: 'review.model', why: 'a project may not set it' }],
  warnings: ['something in config.toml is not used'],
};
const checks = {
  summary: '1 failed of 2 checks; each says its fix.',
  state: 'failed' as const,
  checks: [
    { check: 'node', state: 'ok' as const, detail: 'Node v24.', fix: null },
    {
      check: 'credentials',
      state: 'failed' as const,
      detail: 'There are no credentials.',
      fix: 'Run `codex login`, or set CODEX_PRO_API_KEY.',
    },
  ],
};

const pictures: readonly (readonly [string, (columns: number) => string])[] = [
  [
    'a list',
    (columns) =>
      renderList(
        { summary: '2 jobs.', jobs: [base, failed], next_cursor: 'abc' },
        { columns, color: false, now },
      ),
  ],
  ['a job', (columns) => renderJob(detail, { columns, color: false, now })],
  ['usage', (columns) => renderUsage(usage, { columns, color: false, now })],
  ['a result', (columns) => renderResult(envelope, { columns, color: false })],
  ['settings', (columns) => renderSettings(settings, { columns, color: false })],
  ['checks', (columns) => renderChecks(checks, { columns, color: false })],
];

test.each(pictures)('%s fits 80 and 140 columns, and uses them', (_name, draw) => {
  for (const columns of [80, 140]) {
    const picture = draw(columns);
    expect(picture).toMatchSnapshot(`${columns} columns`);
    for (const line of picture.split('\n')) expect(textColumns(line)).toBeLessThanOrEqual(columns);
  }
});

// A job's paths and commands stay whole, to be copied.
const narrow = pictures.filter(([name]) => name !== 'a job' && name !== 'a result');

test.each(narrow)('%s fits forty columns too', (_name, draw) => {
  for (const line of draw(40).split('\n')) expect(textColumns(line), line).toBeLessThanOrEqual(40);
});

test('of the phases of one second the last is shown, and every change of state', () => {
  const event = (at: string, type: 'phase' | 'state', message: string) => ({ at, type, message });
  const events = [
    event('2026-11-20T11:57:00.100Z', 'state', 'running'),
    event('2026-11-20T11:57:00.200Z', 'phase', 'one'),
    event('2026-11-20T11:57:00.300Z', 'phase', 'two'),
    event('2026-11-20T11:57:01.000Z', 'phase', 'three'),
    event('2026-11-20T11:57:01.100Z', 'state', 'succeeded'),
  ];
  const lines = renderJob({ ...detail, events }, { columns: 80, color: false, now }).split('\n');
  const shown = lines.map((line) => /^ {2}\d\d:\d\d:\d\d {2}\w+ +(\w+)$/.exec(line)?.[1]);
  expect(shown.filter((word) => word !== undefined)).toEqual(['running', 'two', 'three', 'succeeded']);
});

test('where the path of a source does not fit, its file and line do', () => {
  expect(renderSettings(settings, { columns: 60, color: false })).toContain('user profile profile.yaml:12');
  expect(renderSettings(settings, { columns: 140, color: false })).toContain('/.codex-pro/profile.yaml:12');
});

test('colours say which job needs a look, and nothing in a job can bring its own', () => {
  const view = { columns: 120, color: true, now };
  const list = renderList(
    { summary: '', jobs: [{ ...failed, error: null, summary: '\u001b[2Jgone' }], next_cursor: null },
    view,
  );
  expect(list).toContain('\u001b[31mfailed\u001b[39m');
  expect(list).toContain('<U+001B>[2Jgone');
  expect(renderList({ summary: '', jobs: [{ ...base, stalled: true }], next_cursor: null }, view)).toContain(
    '\u001b[33mstalled\u001b[39m',
  );
});
