import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CallProgress, Limits } from '../model-call.ts';
import { createResponseReader } from './response-reader.ts';

const now = Date.parse('2026-11-20T10:00:00Z');

function read(events: readonly unknown[], heard = true) {
  const limits: Limits[] = [];
  const reader = createResponseReader({
    onLimits: (seen) => limits.push(seen),
    now: () => now,
    secrets: ['sk-secret'],
    heard,
  });
  const progress = events.map((event) =>
    reader.accept(typeof event === 'string' ? event : JSON.stringify(event)),
  );
  const { items, completed, failure, usage, responseId, model, tier, endTurn } = reader.state;
  return {
    reader,
    state: { items, completed, failure, usage, responseId, model, tier, endTurn },
    limits,
    progress: progress.filter((each): each is CallProgress => each !== null),
  };
}

const message = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'hi' }] };
const done = { type: 'response.output_item.done', item: message };
const completed = {
  type: 'response.completed',
  response: {
    id: 'resp_1',
    model: 'gpt-x',
    service_tier: 'default',
    usage: {
      input_tokens: 10,
      input_tokens_details: { cached_tokens: 4, cache_write_tokens: 2 },
      output_tokens: 5,
      output_tokens_details: { reasoning_tokens: 3 },
    },
  },
};

test('where nobody hears of progress the answer is the same', () => {
  const events = [
    { type: 'response.created', response: { id: 'resp_0' } },
    { type: 'response.output_item.added', item: { type: 'message' } },
    { type: 'response.output_text.delta', delta: 'hi' },
    { type: 'response.reasoning_summary_text.done', text: 'because' },
    done,
    completed,
  ];
  const unheard = read(events, false);
  const heard = read(events);
  expect(heard.progress).toHaveLength(4);
  expect(unheard.progress.map(({ type }) => type)).toEqual(['item_done']);
  expect(unheard.state).toEqual(heard.state);
});

test('an answer that was not completed has the names that it was opened with', () => {
  const { state } = read(['{"type":"response.created","response":{"id":"resp_0","model":"gpt-x"}}', done]);
  expect(state).toMatchObject({ completed: false, responseId: 'resp_0', model: 'gpt-x', usage: null });
});

test('items come from item events alone, and the end from response.completed', () => {
  const { state, reader } = read([
    { type: 'response.created', response: { id: 'resp_0' } },
    { type: 'response.output_text.delta', delta: 'hi' },
    done,
    { ...completed, response: { ...completed.response, output: [message, message] } },
    done,
  ]);
  expect(state).toEqual({
    items: [message],
    completed: true,
    failure: null,
    usage: {
      inputTokens: 10,
      cachedInputTokens: 4,
      cacheWriteTokens: 2,
      outputTokens: 5,
      reasoningTokens: 3,
    },
    responseId: 'resp_1',
    model: 'gpt-x',
    tier: 'default',
    endTurn: true,
  });
  expect(reader.ended).toBe(true);
});

test('deltas, summaries and items are progress', () => {
  const { progress } = read([
    { type: 'response.output_item.added', item: { type: 'reasoning' } },
    { type: 'response.reasoning_summary_text.done', text: 'Thinking.' },
    { type: 'response.output_text.delta', delta: 'ab' },
    { type: 'response.output_text.delta', delta: 'c' },
    done,
  ]);
  expect(progress).toEqual([
    { type: 'item_started', itemType: 'reasoning' },
    { type: 'reasoning', summary: 'Thinking.' },
    { type: 'text', characters: 2 },
    { type: 'text', characters: 3 },
    { type: 'item_done', item: message },
  ]);
});

test('unknown and broken events change nothing, wherever they come', () => {
  const junk = fc.oneof(
    fc.string(),
    fc.json(),
    fc.constantFrom(
      '[DONE]',
      '{"type":"response.done"}',
      '{"type":7}',
      '{"type":"constructor"}',
      '{"type":"__proto__"}',
    ),
    fc.constantFrom(
      '{"type":"response.output_item.done"}',
      '{"type":"response.output_item.done","item":{"id":1}}',
    ),
  );
  const quiet = (text: string) => !/response\.(completed|failed|incomplete)|"error"/.test(text);
  fc.assert(
    fc.property(fc.array(junk.filter(quiet)), fc.array(junk.filter(quiet)), (before, between) => {
      expect(read([...before, done, ...between, completed]).state).toEqual(read([done, completed]).state);
    }),
  );
});

test('an event is known by its name wherever that stands, and however the JSON is spaced', () => {
  const { type, ...rest } = done;
  const last = JSON.stringify({ ...rest, type });
  const spaced = JSON.stringify(done).replace('{"type":', '{"type": ');
  const broken = '{"type":"response.in_progress",';
  expect(read([broken, last, spaced, JSON.stringify(done, null, 2)]).state.items).toHaveLength(3);
});

test('a completion without a response id is a broken stream that may be tried again', () => {
  const { state } = read([done, { type: 'response.completed', response: {} }]);
  expect(state).toMatchObject({
    completed: false,
    failure: { code: 'stream_broken', retryable: true },
    items: [message],
  });
});

test.for([
  ['context_length_exceeded', 'target_too_large', false],
  ['insufficient_quota', 'usage_limit', false],
  ['usage_not_included', 'usage_limit', false],
  ['usage_limit_reached', 'usage_limit', false],
  ['invalid_prompt', 'forbidden', false],
  ['cyber_policy', 'forbidden', false],
  ['server_is_overloaded', 'upstream_failed', false],
  ['rate_limit_exceeded', 'rate_limited', true],
  ['server_error', 'upstream_failed', true],
  ['of_the_future', 'upstream_failed', true],
  ['constructor', 'upstream_failed', true],
] as const)('response.failed with %s is %s', ([wire, code, retryable]) => {
  const failed = {
    type: 'response.failed',
    response: { id: 'r', error: { code: wire, message: 'Because sk-secret.' } },
  };
  expect(read([failed]).state.failure).toMatchObject({
    code,
    retryable,
    message: expect.stringContaining('Because [credential].'),
  });
  expect(read([{ type: 'error', code: wire, message: 'm' }]).state.failure).toMatchObject({
    code,
    retryable,
  });
  expect(read([{ type: 'error', error: { code: wire } }]).state.failure).toMatchObject({ code, retryable });
});

test.for([
  ['Please try again in 1.5s.', 1500],
  ['Please try again in 20 ms', 20],
  ['try again in 2m', 120_000],
  ['try again in 1m30.5s', 90_500],
  ['Try again in 3 seconds', 3000],
] as const)('a rate limit that says %j is waited for', ([message, ms]) => {
  const failed = { type: 'response.failed', response: { error: { code: 'rate_limit_exceeded', message } } };
  expect(read([failed]).state.failure?.retryAt?.getTime()).toBe(now + ms);
});

test('a usage limit that only says in how many seconds it resets has a time; one past all calendars has none', () => {
  const limited = (more: object) =>
    read([{ type: 'response.failed', response: { error: { code: 'usage_limit_reached', ...more } } }]).state
      .failure?.retryAt;
  expect(limited({ resets_in_seconds: 90 })?.getTime()).toBe(now + 90_000);
  expect(limited({ resets_at: 1e300 })).toBeUndefined();
});

test('an answer cut off by length or by policy is an error of its own', () => {
  const cut = (reason?: string) =>
    read([{ type: 'response.incomplete', response: { incomplete_details: { reason } } }]).state.failure;
  expect(cut('max_output_tokens')).toMatchObject({ code: 'output_invalid', retryable: false });
  expect(cut('content_filter')).toMatchObject({ code: 'forbidden', retryable: false });
  expect(cut()).toMatchObject({ code: 'output_invalid' });
});

test('usage that is absurd reads as what it can be', () => {
  fc.assert(
    fc.property(fc.json(), fc.json(), fc.json(), (a, b, c) => {
      const usage = {
        input_tokens: JSON.parse(a),
        input_tokens_details: { cached_tokens: JSON.parse(b), cache_write_tokens: JSON.parse(c) },
        output_tokens: JSON.parse(b),
        output_tokens_details: { reasoning_tokens: JSON.parse(a) },
      };
      const found = read([{ type: 'response.completed', response: { id: 'r', usage } }]).state.usage;
      if (found === null) return;
      for (const count of Object.values(found)) expect(Number.isInteger(count) && count >= 0).toBe(true);
      expect(found.cachedInputTokens + found.cacheWriteTokens).toBeLessThanOrEqual(found.inputTokens);
      expect(found.reasoningTokens).toBeLessThanOrEqual(found.outputTokens);
    }),
  );
});

test('limits in the stream are handed on, and an open turn is told', () => {
  const { limits, state } = read([
    { type: 'codex.rate_limits', plan_type: 'pro' },
    { type: 'codex.rate_limits' },
    { type: 'response.completed', response: { id: 'r', end_turn: false } },
  ]);
  expect(limits).toMatchObject([{ plan: 'pro' }]);
  expect(state).toMatchObject({ endTurn: false, usage: null, completed: true });
});
