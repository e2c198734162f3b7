import type { Envelope } from '@codex-pro/capability';
import { expect, test } from 'vitest';
import type { BatchPart } from './batch/part.ts';
import { batchRendering } from './rendering.ts';

const message = 'The backend does not know the model.';
const envelope: Envelope<BatchPart> = {
  schema: 'codex-pro/1',
  job: null,
  summary: `0 of 1 chunks done, 1 not reached. ${message}`,
  part: null,
  usage: {
    requests: 1,
    attempts: 2,
    input_tokens: 1_200,
    cached_input_tokens: 0,
    output_tokens: 0,
    reasoning_tokens: 0,
    cost_usd: null,
    cost_note: 'No price is known.',
  },
  limits: {
    plan: 'plus',
    primary: { used_percent: 12, window_minutes: 300, resets_at: '2026-11-21T00:00:00.000Z' },
    secondary: null,
    credits: null,
    read_at: '2026-11-20T19:00:00.000Z',
  },
  not_done: [{ what: 'a \u001b[2J heading', why: `stopped: ${message}` }],
  artifacts: [],
  next_steps: [],
  error: { code: 'model_unavailable', message, hint: 'Choose another with model.' },
};
const view = { columns: 80, color: false };

test('a batch says its error with what to do, what it used, and the quota by its window', async () => {
  const text = await batchRendering.text(envelope, view);
  expect(text).toContain('**model_unavailable**: Choose another with model.\n');
  expect(text).toContain(
    '- 1 request (2 attempts) · 1,200 tokens in (0 cached) · 0 out (0 reasoning) · cost unknown: No price is known.\n',
  );
  expect(text).toContain('- quota of 5 hours: 12 % used, resets 2026-11-21 00:00 UTC\n');
});

test('nothing of a source can move the cursor of a terminal, and its line ends stay line ends', async () => {
  const text = await batchRendering.text({ ...envelope, summary: 'one\r\ntwo' }, view);
  expect(text).toContain('a <U+001B>[2J heading');
  expect(text).toContain('one\ntwo\n');
});
