import { Agent } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Emulator, startEmulator } from '../emulator.ts';
import {
  messageOf,
  plainBody,
  type Received,
  type Sending,
  schemaBody,
  send,
  typesOf,
} from '../testing/post.ts';
import { type FaultPlan, faultNames } from './plan.ts';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterEach(() => {
  emulator.heal();
});
afterAll(async () => {
  await emulator.close();
});

/** Silence is a quarter of a second, and for headers that never come too. */
async function under(plan: FaultPlan, sending: Sending = {}): Promise<Received> {
  emulator.fail(plan);
  const headers = plan.fault === 'headers_never' ? { headersMs: 250 } : {};
  return send(emulator, schemaBody(), { quietMs: 250, ...headers, ...sending });
}

const answer = '{"verdict":"approve","notes":["text"]}';
const covered = new Set<string>();
/** A case of the table; the table must name every fault. */
function cover<Row extends readonly [FaultPlan, ...unknown[]]>(rows: readonly Row[]): readonly Row[] {
  for (const [plan] of rows) covered.add(plan.fault);
  return rows;
}

describe('refusals', () => {
  test.each(
    cover<[FaultPlan, number, RegExp]>([
      [{ fault: 'bad_request' }, 400, /"error":\{"message":"bad thing"/],
      [{ fault: 'bad_request', code: 'context_length_exceeded' }, 400, /context_length_exceeded/],
      [{ fault: 'bad_request_detail' }, 400, /^\{"detail":"Unsupported/],
      [{ fault: 'unauthorized' }, 401, /invalid_api_key/],
      [{ fault: 'forbidden' }, 403, /forbidden/],
      [{ fault: 'forbidden_html' }, 403, /^<!DOCTYPE html>/],
      [{ fault: 'model_not_found' }, 404, /model_not_found/],
      [{ fault: 'model_not_found_detail' }, 404, /^\{"detail":"Model not found"\}$/],
      [{ fault: 'too_large' }, 413, /too large/],
      [{ fault: 'rate_limited', retry_after: 1 }, 429, /rate_limit_exceeded/],
      [{ fault: 'usage_limit', resets_at: 1_900_000_000 }, 429, /"resets_at":1900000000,/],
      [{ fault: 'usage_not_included' }, 429, /usage_not_included/],
      [{ fault: 'insufficient_quota' }, 429, /insufficient_quota/],
      [{ fault: 'server_error' }, 500, /server_error/],
      [{ fault: 'server_error', status: 502 }, 502, /server_error/],
      [{ fault: 'overloaded' }, 503, /server_is_overloaded/],
      [{ fault: 'overloaded', code: 'slow_down' }, 503, /slow_down/],
      [{ fault: 'redirect' }, 307, /^$/],
      [{ fault: 'json_instead_of_stream' }, 200, /^\{"status":"fine"\}$/],
      [{ fault: 'empty_body' }, 200, /^$/],
      [{ fault: 'refresh_refused' }, 401, /refresh_token_expired/],
    ]),
  )('%o', async (plan, status, body) => {
    const received = await under(plan);
    expect(received).toMatchObject({ status, ending: 'end' });
    expect(received.text).toMatch(body);
  });

  test('a Retry-After is seconds or a date, as the plan says', async () => {
    expect((await under({ fault: 'rate_limited', retry_after: 3600 })).headers['retry-after']).toBe('3600');
    emulator.heal();
    const date = new Date(1_900_000_000_000).toUTCString();
    expect((await under({ fault: 'rate_limited', retry_after: date })).headers['retry-after']).toBe(date);
  });

  test('a redirect says where to', async () => {
    const received = await under({ fault: 'redirect', location: `${emulator.origin}/else`, status: 308 });
    expect(received).toMatchObject({ status: 308, headers: { location: `${emulator.origin}/else` } });
  });
});

describe('streams that go wrong', () => {
  test.each(
    cover<[FaultPlan, Partial<Received>, string | null]>([
      [{ fault: 'headers_never' }, { status: 0, ending: 'silence' }, null],
      [{ fault: 'reset_before_headers' }, { status: 0, ending: 'ECONNRESET' }, null],
      [{ fault: 'silence_after_headers' }, { status: 200, ending: 'silence', text: '' }, null],
      [{ fault: 'silence_mid_stream' }, { ending: 'silence' }, 'response.reasoning_summary_part.done'],
      [{ fault: 'silence_after_item' }, { ending: 'silence' }, 'response.output_item.done'],
      [{ fault: 'reset_mid_stream' }, { ending: 'ECONNRESET' }, 'response.reasoning_summary_part.done'],
      [{ fault: 'reset_after_item' }, { ending: 'ECONNRESET' }, 'response.output_item.done'],
      [{ fault: 'eof_at_once' }, { ending: 'end', text: '' }, null],
      [{ fault: 'eof_before_item' }, { ending: 'end' }, 'response.reasoning_summary_part.done'],
      [{ fault: 'eof_without_completed' }, { ending: 'end' }, 'response.output_item.done'],
      [{ fault: 'eof_mid_event' }, { ending: 'end' }, 'response.reasoning_summary_part.done'],
      [{ fault: 'open_after_completed' }, { ending: 'silence' }, 'response.completed'],
      [{ fault: 'failed' }, { ending: 'end' }, 'response.failed'],
      [{ fault: 'incomplete' }, { ending: 'end' }, 'response.incomplete'],
      [{ fault: 'error_event' }, { ending: 'end' }, 'error'],
      [{ fault: 'done_instead_of_completed' }, { ending: 'end' }, 'response.done'],
    ]),
  )('%o', async (plan, expected, last) => {
    const received = await under(plan);
    expect(received).toMatchObject(expected);
    expect(typesOf(received).at(-1) ?? null).toBe(last);
  });

  test.each(
    cover<[FaultPlan]>([
      [{ fault: 'drip', ms: 10 }],
      [{ fault: 'comments_only', ms: 10 }],
      [{ fault: 'endless', ms: 10 }],
    ]),
  )('%o sends bytes for as long as anybody listens', async (plan) => {
    const received = await under(plan, { quietMs: 5_000, maxBytes: 200 });
    expect(received.ending).toBe('enough');
    expect(typesOf(received)).not.toContain('response.completed');
    await expect.poll(() => emulator.openRequests).toBe(0);
  });

  test('a failure has the code that was asked for', async () => {
    const received = await under({ fault: 'failed', code: 'context_length_exceeded' });
    expect(received.events.at(-1)).toMatchObject({
      response: { status: 'failed', error: { code: 'context_length_exceeded' } },
    });
  });

  test('an answer cut short has its reason, and its usage', async () => {
    const received = await under({ fault: 'incomplete', reason: 'content_filter' });
    expect(received.events.at(-1)).toMatchObject({
      response: {
        incomplete_details: { reason: 'content_filter' },
        usage: { input_tokens: expect.any(Number) },
      },
    });
  });
});

describe('streams that are odd and whole', () => {
  test.each(
    cover<[FaultPlan, RegExp]>([
      [{ fault: 'malformed_events' }, /data: not json\n\n/],
      [{ fault: 'crlf' }, /\r\n\r\n/],
      [{ fault: 'comments' }, /^: ping\n/],
      [{ fault: 'split_bytes' }, /^event: /],
      [{ fault: 'big_event', bytes: 100_000 }, /x{100000}/],
      [{ fault: 'big_response', bytes: 200_000 }, /x{65536}/],
    ]),
  )('%o', async (plan, trace) => {
    const received = await under(plan, { quietMs: 5_000 });
    expect(received.text).toMatch(trace);
    expect(messageOf(received)).toBe(answer);
    expect(typesOf(received).at(-1)).toBe('response.completed');
  });

  test('after a whole answer the server closes a connection that the client would keep', async () => {
    cover([[{ fault: 'half_close_after_reply' }]]);
    const agent = new Agent({ keepAlive: true });
    const openBefore = emulator.openSockets;
    expect(messageOf(await send(emulator, schemaBody(), { agent }))).toBe(answer);
    expect(emulator.openSockets).toBe(openBefore + 1);
    emulator.fail({ fault: 'half_close_after_reply' });
    expect(messageOf(await send(emulator, schemaBody(), { agent }))).toBe(answer);
    await expect.poll(() => emulator.openSockets).toBe(openBefore);
    agent.destroy();
  });

  test('bare data lines spread one event over several lines', async () => {
    cover([[{ fault: 'bare_data_lines' }]]);
    const received = await under({ fault: 'bare_data_lines' });
    expect(received.text).not.toMatch(/^event:/m);
    const blocks = received.text.trim().split('\n\n');
    const events = blocks.map((block) => JSON.parse(block.replace(/^data:/gm, '')) as { type: string });
    expect(events.at(-1)?.type).toBe('response.completed');
  });

  test('gzip is said in the header and done to the bytes', async () => {
    cover([[{ fault: 'gzip' }]]);
    const received = await under({ fault: 'gzip' });
    expect(received.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(received.bytes).toString()).toContain('response.completed');
  });

  test.each(
    cover<[FaultPlan, unknown]>([
      [{ fault: 'no_usage' }, { id: expect.stringMatching(/^resp_/) }],
      [{ fault: 'completed_without_id' }, {}],
    ]),
  )('%o', async (plan, response) => {
    expect((await under(plan)).events.at(-1)).toMatchObject({ type: 'response.completed', response });
  });

  test('a rerouted answer names its model in the header and in the response', async () => {
    cover([[{ fault: 'rerouted' }]]);
    const received = await under({ fault: 'rerouted', model: 'gpt-cheaper' });
    expect(received.headers['openai-model']).toBe('gpt-cheaper');
    expect(received.events.at(-1)).toMatchObject({ response: { model: 'gpt-cheaper' } });
    expect(messageOf(received)).toBe(answer);
  });

  test('an answer without completed items is deltas only', async () => {
    cover([[{ fault: 'no_items' }]]);
    const received = await under({ fault: 'no_items' });
    expect(typesOf(received)).toContain('response.output_text.delta');
    expect(messageOf(received)).toBeUndefined();
  });
});

describe('output of no use', () => {
  test.each(
    cover<[FaultPlan, string | undefined]>([
      [{ fault: 'output_not_json' }, 'I am sorry, here is some prose.'],
      [{ fault: 'output_cut' }, answer.slice(0, -1)],
      [{ fault: 'output_in_fence' }, `\`\`\`json\n${answer}\n\`\`\``],
      [{ fault: 'output_empty' }, ''],
      [{ fault: 'output_absent' }, undefined],
      [{ fault: 'output_breaks_schema' }, '{"notes":["text"],"stranger":true}'],
      [{ fault: 'output_refused' }, ''],
    ]),
  )('%o', async (plan, text) => {
    const received = await under(plan);
    expect(typesOf(received).at(-1)).toBe('response.completed');
    expect(messageOf(received)).toBe(text);
  });
});

describe('the plan', () => {
  test('a fault comes on the requests that it names and on no other', async () => {
    emulator.fail({ fault: 'overloaded', on: [1, 3] });
    const statuses = [];
    for (let request = 0; request < 4; request++) statuses.push((await send(emulator)).status);
    expect(statuses).toEqual([503, 200, 503, 200]);
  });

  test('it counts only the requests that it matches', async () => {
    emulator.fail({ fault: 'overloaded', on: 2, match: { contains: 'apple' } });
    const about = (text: string) =>
      send(emulator, plainBody({ input: [{ type: 'message', role: 'user', content: text }] }));
    const statuses = [];
    for (const text of ['apple', 'pear', 'apple', 'apple']) statuses.push((await about(text)).status);
    expect(statuses).toEqual([200, 200, 503, 200]);
  });

  test('a request that breaks a rule is refused for that, not failed', async () => {
    emulator.fail({ fault: 'overloaded' });
    expect((await send(emulator, plainBody({ store: true }))).status).toBe(400);
    expect(emulator.violations.at(-1)).toMatchObject({ rule: 'store' });
  });

  test('a fault that does not exist, or not there, is an error at once', () => {
    expect(() => emulator.fail({ fault: 'gremlins' as never })).toThrow("no fault 'gremlins'");
    expect(() => emulator.fail({ fault: 'crlf', endpoint: 'models' })).toThrow(
      "only be played on 'responses'",
    );
  });

  test('every fault of the table is in this file', () => {
    expect(faultNames.filter((name) => !covered.has(name))).toEqual([]);
  });

  test('what was cut or left is no open request', async () => {
    await expect.poll(() => emulator.openRequests).toBe(0);
  });
});
