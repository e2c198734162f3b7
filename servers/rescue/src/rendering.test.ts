import type { Envelope } from '@codex-pro/capability';
import { expect, test } from 'vitest';
import { rescueRendering } from './rendering.ts';
import type { RescuePart } from './rescue/part.ts';

const message = 'The model is not there.';
const part: RescuePart = {
  outcome: 'could_not',
  summary: message,
  changes: [],
  ignored_changes: { files: 0, paths: [] },
  patch: null,
  branch: null,
  isolation: 'in-place',
  applied: false,
  commands: [{ cmd: 'ls', exit: 0, seconds: 1 }],
  checks: null,
  questions: [],
  thread_id: 'thr-1',
  turns: 1,
};
const envelope: Envelope<RescuePart> = {
  schema: 'codex-pro/1',
  job: null,
  summary: `Not done: no file changed. ${message}`,
  part,
  usage: {
    requests: 1,
    attempts: 1,
    input_tokens: 1_730,
    cached_input_tokens: 0,
    output_tokens: 46,
    reasoning_tokens: 7,
    cost_usd: 0.0048,
    cost_note: '',
  },
  limits: {
    plan: 'plus',
    primary: { used_percent: 12, window_minutes: 300, resets_at: '2026-11-21T00:00:00.000Z' },
    secondary: null,
    credits: null,
    read_at: '2026-11-20T19:00:00.000Z',
  },
  not_done: [],
  artifacts: [],
  next_steps: [],
  error: { code: 'model_unavailable', message, hint: 'Choose another with model.' },
};

test('a rescue says its error once, with what to do, then what it used and the quota', async () => {
  expect(await rescueRendering.text(envelope, { columns: 100, color: false })).toMatchInlineSnapshot(`
    "Not done: no file changed. The model is not there.

    model_unavailable: Choose another with model.

    1 command in 1 turn, thread thr-1
    1 request · 1,730 tokens in (0 cached) · 46 out (7 reasoning) · $0.00480
    quota of 5 hours: 12 % used, resets 2026-11-21 00:00 UTC
    "
  `);
});
