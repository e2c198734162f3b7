import { existsSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { startEmulator } from './emulator.ts';
import { emulatorForTest } from './testing/emulator-for-test.ts';
import { messageOf, plainBody, schemaBody, send, typesOf } from './testing/post.ts';

describe('an answer', () => {
  test('comes as the event sequence of the live backend, with its usage', async () => {
    const emulator = await emulatorForTest();
    const received = await send(emulator);
    expect(received.status).toBe(200);
    expect(typesOf(received)).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.reasoning_summary_part.added',
      'response.reasoning_summary_text.delta',
      'response.reasoning_summary_text.done',
      'response.reasoning_summary_part.done',
      'response.output_item.done',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ]);
    expect(received.events.at(-1)).toMatchObject({
      response: { status: 'completed', usage: { input_tokens: 4, output_tokens: 73, total_tokens: 77 } },
    });
    expect(emulator.violations).toEqual([]);
  });

  test('is made from the schema of the request', async () => {
    const emulator = await emulatorForTest();
    const received = await send(emulator, schemaBody());
    expect(JSON.parse(messageOf(received) ?? '')).toEqual({ verdict: 'approve', notes: ['text'] });
  });

  test('takes another choice with another seed', async () => {
    const emulator = await emulatorForTest({ seed: 1 });
    const received = await send(emulator, schemaBody());
    expect(JSON.parse(messageOf(received) ?? '')).toMatchObject({ verdict: 'needs_attention' });
  });

  test('is what the function of a test says', async () => {
    const emulator = await emulatorForTest({ reply: ({ items }) => ({ text: `${items.length} items` }) });
    expect(messageOf(await send(emulator))).toBe('1 items');
  });

  test('waits as long as the latency says, and between its events', async () => {
    const emulator = await emulatorForTest({ latency: { headers: 40, first_event: 30, event: 5 } });
    const before = performance.now();
    const received = await send(emulator);
    // 15 events: 40 + 30 + 14 × 5, less what timers may round away.
    expect(performance.now() - before).toBeGreaterThan(120);
    expect(typesOf(received).at(-1)).toBe('response.completed');
    expect(emulator.ledger.completed).toBe(1);
  });
});

describe('what it keeps', () => {
  test('a request is recorded with its secrets, its body and its end', async () => {
    const emulator = await emulatorForTest();
    await send(emulator, plainBody(), { headers: { 'x-marker': 'a' } });
    await expect.poll(() => emulator.requests[0]?.endedAt).not.toBeNull();
    expect(emulator.requests[0]).toMatchObject({
      number: 1,
      ordinal: 1,
      endpoint: 'responses',
      method: 'POST',
      path: '/v1/responses',
      headers: { authorization: 'Bearer emulator-key', 'x-marker': 'a' },
      body: { model: 'gpt-5.5' },
      status: 200,
      aborted: false,
      fault: null,
    });
  });

  test('no body is kept where only heads are wanted', async () => {
    const emulator = await emulatorForTest({ record: 'heads' });
    await send(emulator);
    expect(emulator.requests[0]?.body).toBeNull();
  });

  test('a client that leaves early is noted, and its request ends', async () => {
    const emulator = await emulatorForTest({ latency: { headers: 10_000 } });
    const received = await send(emulator, plainBody(), { headersMs: 500 });
    expect(received.ending).toBe('silence');
    await expect.poll(() => emulator.openRequests).toBe(0);
    expect(emulator.requests[0]).toMatchObject({ aborted: true, status: null });
    expect(emulator.violations).toEqual([]);
  });

  test('requests on one kept-alive connection share its number', async () => {
    const emulator = await emulatorForTest();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    await send(emulator, plainBody(), { agent });
    await send(emulator, plainBody(), { agent });
    await send(emulator);
    agent.destroy();
    expect(emulator.requests.map((each) => each.connection)).toEqual([1, 1, 2]);
    expect(emulator.openedSockets).toBe(2);
  });

  test('the ledger adds up what answers cost, the cached prefix at its own price', async () => {
    const emulator = await emulatorForTest({ price: { input: 1, cached_input: 0.5, output: 2 } });
    const long = 'A line of a long prompt that is always the same.\n'.repeat(200);
    const body = plainBody({
      input: [{ type: 'message', role: 'user', content: long }],
      prompt_cache_key: 'one',
    });
    await send(emulator, body);
    const received = await send(emulator, body);
    const usage = received.events.at(-1)?.['response'] as { usage: Record<string, unknown> };
    expect(usage.usage['input_tokens_details']).toEqual({ cached_tokens: 2432, cache_write_tokens: 0 });
    const { input_tokens: input, output_tokens: output, cost_usd: cost } = emulator.ledger;
    expect(emulator.ledger).toMatchObject({ requests: 2, completed: 2, cached_input_tokens: 2432 });
    expect(cost).toBeCloseTo((input - 2432 + 2432 * 0.5 + output * 2) / 1e6, 12);
  });
});

describe('the connection', () => {
  test('TLS is trusted with the authority that was written, and not without', async () => {
    const emulator = await emulatorForTest({ tls: true });
    expect((await send(emulator)).status).toBe(200);
    const distrusted = await send({ ...emulator, ca: null });
    expect(distrusted).toMatchObject({ status: 0, ending: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
    expect(emulator.requests).toHaveLength(1);
  });

  test('a closed backend leaves no file, no socket and no open request', async () => {
    const emulator = await startEmulator({ tls: true });
    emulator.fail({ fault: 'headers_never' });
    const held = send(emulator, plainBody());
    await expect.poll(() => emulator.openRequests).toBe(1);
    await emulator.close();
    expect((await held).ending).toBe('ECONNRESET');
    expect(emulator).toMatchObject({ openRequests: 0, openSockets: 0 });
    expect(existsSync(emulator.ca ?? '')).toBe(false);
  });

  test('a refused network refuses, and comes back on the same port', async () => {
    const emulator = await emulatorForTest();
    await emulator.network('refused');
    expect((await send(emulator)).ending).toBe('ECONNREFUSED');
    await emulator.network('open');
    expect((await send(emulator)).status).toBe(200);
  });

  test('on a hanging network a connection is neither made nor refused', async () => {
    const emulator = await emulatorForTest();
    await emulator.network('hanging');
    expect(await send(emulator, plainBody(), { headersMs: 400 })).toMatchObject({
      status: 0,
      ending: 'silence',
    });
    await emulator.network('open');
    expect((await send(emulator)).status).toBe(200);
    expect(emulator.requests).toHaveLength(1);
  });

  test('a WebSocket is refused with 426, so that the real CLI falls back to HTTP', async () => {
    const emulator = await emulatorForTest();
    const status = await new Promise((resolve) => {
      const upgrade = request(`${emulator.codexUrl}/responses`, {
        headers: { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-key': 'x' },
      });
      upgrade.on('response', (response) => {
        resolve(response.statusCode);
        upgrade.destroy();
      });
      upgrade.on('error', resolve);
      upgrade.end();
    });
    expect(status).toBe(426);
  });
});
