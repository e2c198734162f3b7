import { expect, test } from 'vitest';
import type { CallProgress } from './model-call.ts';
import { call, patient, startFixture } from './testing/client-fixture.ts';

test('an answer comes with its text, usage and cost, and the attempt is in the ledger', async () => {
  await using fixture = await startFixture();
  const usage = {
    input_tokens: 1000,
    cached_tokens: 400,
    cache_write_tokens: 0,
    output_tokens: 200,
    reasoning_tokens: 50,
  };
  fixture.emulator.play({
    replies: [{ text: 'hello', usage }],
  });
  const client = await fixture.client();
  const answer = await client.respond(call, patient);
  expect(answer).toMatchObject({ text: 'hello', complete: true, endTurn: true, model: 'gpt-5.5' });
  expect(answer.usage).toEqual({
    inputTokens: 1000,
    cachedInputTokens: 400,
    cacheWriteTokens: 0,
    outputTokens: 200,
    reasoningTokens: 50,
  });
  // 600 at $5, 400 at $0.50, 200 at $30, a million.
  const cost = 0.003 + 0.0002 + 0.006;
  expect(client.usage()).toEqual({
    requests: 1,
    attempts: 1,
    input_tokens: 1000,
    cached_input_tokens: 400,
    output_tokens: 200,
    reasoning_tokens: 50,
    cost_usd: expect.closeTo(cost, 9),
    cost_note: 'By API prices of 2026-11-20.',
  });
  expect(fixture.records).toEqual([
    expect.objectContaining({
      purpose: 'reviewer',
      attempt: 1,
      backend: fixture.emulator.origin,
      model: 'gpt-5.5',
      effort: 'medium',
      tier: null,
      httpStatus: 200,
      errorCode: null,
      inputTokens: 1000,
      costUsd: expect.closeTo(cost, 9),
    }),
  ]);
});

test('with an API key the request is the classic one, and names nobody but codex-pro', async () => {
  await using fixture = await startFixture();
  const client = await fixture.client();
  await client.respond(call, patient);
  const [request] = fixture.emulator.modelRequests;
  expect(fixture.emulator.violations).toEqual([]);
  expect(request?.headers).toMatchObject({
    accept: 'text/event-stream',
    'content-type': 'application/json',
    authorization: 'Bearer emulator-key',
    originator: 'codex-pro',
    'user-agent': 'codex-pro/0.1.0',
    'session-id': expect.stringMatching(uuid),
    'thread-id': expect.stringMatching(uuid),
    'x-client-request-id': expect.stringMatching(uuid),
  });
  expect(Object.keys(request?.headers ?? {})).not.toContain('openai-beta');
  expect(Object.keys(request?.headers ?? {})).not.toContain('version');
  expect(request?.body).toEqual({
    model: 'gpt-5.5',
    stream: true,
    store: false,
    include: ['reasoning.encrypted_content'],
    prompt_cache_key: request?.headers['thread-id'],
    text: { verbosity: 'low' },
    reasoning: { effort: 'medium' },
    client_metadata: expect.objectContaining({ session_id: expect.any(String) }),
    input: [
      { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'Review the change.' }] },
      ...call.input,
    ],
  });
});

test('nothing in a request tells of the machine or its folders', async () => {
  await using fixture = await startFixture();
  const client = await fixture.client();
  await client.respond(call, patient);
  const sent = JSON.stringify(fixture.emulator.modelRequests);
  for (const secret of [
    process.cwd(),
    fixture.codexHome,
    process.env['HOME'] ?? '/nowhere',
    process.env['USER'] ?? 'nobody-at-all',
  ]) {
    expect(sent).not.toContain(secret);
  }
});

test('tools, a schema, effort and tier reach the wire', async () => {
  await using fixture = await startFixture();
  const client = await fixture.client({ model: 'gpt-6.1-sol', effort: 'high', tier: 'fast' });
  const tool = { type: 'custom', name: 'apply_patch' };
  await client.respond({ ...call, tools: [tool], format: { name: 'answer', schema } }, patient);
  expect(client.identity).toEqual({ model: 'gpt-6.1-sol', effort: 'high', tier: 'priority' });
  expect(fixture.emulator.violations).toEqual([]);
  expect(fixture.emulator.modelRequests[0]?.body).toMatchObject({
    tools: [tool],
    tool_choice: 'auto',
    parallel_tool_calls: true,
    reasoning: { effort: 'high' },
    service_tier: 'priority',
    text: { verbosity: 'low', format: { type: 'json_schema', strict: true, name: 'answer', schema } },
  });
});

test('with a ChatGPT login a Lite model is spoken to in Lite, compressed, after the routing check', async () => {
  await using fixture = await startFixture();
  await fixture.signIn();
  const client = await fixture.chatgptClient({ model: 'gpt-6.1-sol', tier: 'flex' });
  await client.respond({ ...call, tools: [{ type: 'custom', name: 'apply_patch' }] }, patient);
  await client.respond(call, patient);
  expect(fixture.emulator.violations).toEqual([]);
  expect(fixture.emulator.requests.map((request) => request.endpoint)).toEqual([
    'models',
    'accounts_check',
    'responses',
    'responses',
  ]);
  const [request, plain] = fixture.emulator.modelRequests;
  expect(request?.headers).toMatchObject({
    'chatgpt-account-id': fixture.emulator.login.accounts[0]?.id,
    'content-encoding': 'zstd',
    'x-codex-routing-hint': 'model=gpt-6.1-sol;tier=flex',
    'x-openai-internal-codex-responses-lite': 'true',
    originator: 'codex-pro',
    version: '0.169.0',
  });
  expect(request?.body).toMatchObject({
    parallel_tool_calls: false,
    tool_choice: 'auto',
    reasoning: { effort: 'low', context: 'all_turns' },
    input: [
      {
        type: 'additional_tools',
        role: 'developer',
        tools: [{ type: 'namespace', name: 'functions', tools: [{ type: 'custom', name: 'apply_patch' }] }],
      },
      { role: 'developer' },
      { role: 'user' },
    ],
  });
  expect(request?.body).not.toHaveProperty('tools');
  expect(plain?.body).toMatchObject({ input: [{ role: 'developer' }, { role: 'user' }] });
  expect(client.usage().cost_note).toContain('API-price equivalent');
});

test('with a ChatGPT login a classic model is spoken to in the classic dialect', async () => {
  await using fixture = await startFixture();
  await fixture.signIn();
  const client = await fixture.chatgptClient({ model: 'gpt-5.5' });
  await client.respond(call, patient);
  expect(fixture.emulator.violations).toEqual([]);
  expect(fixture.emulator.modelRequests[0]?.headers).not.toHaveProperty(
    'x-openai-internal-codex-responses-lite',
  );
});

test("the backend's limits are on the client, with the plan of the login", async () => {
  await using fixture = await startFixture();
  await fixture.signIn();
  const client = await fixture.chatgptClient();
  expect(client.limits()).toBeNull();
  await client.respond(call, patient);
  expect(client.limits()).toMatchObject({
    plan: fixture.emulator.login.accounts[0]?.plan,
    primary: { used_percent: 12, window_minutes: 300, resets_at: expect.stringMatching(/Z$/) },
    secondary: { used_percent: 5 },
    credits: { has_credits: false, unlimited: false, balance: '0' },
  });
});

test('the turn state is echoed within its turn and never in another', async () => {
  await using fixture = await startFixture();
  await fixture.signIn();
  const client = await fixture.chatgptClient();
  for (const turn of ['one', 'one', 'two']) await client.respond({ ...call, turn }, patient);
  const echoed = fixture.emulator.modelRequests.map((request) => request.headers['x-codex-turn-state']);
  expect(echoed).toEqual([undefined, 'ts-emulator-1', undefined]);
  expect(fixture.emulator.violations).toEqual([]);
});

test('the routing override of an account is on its requests, and on no question before it is known', async () => {
  await using fixture = await startFixture({
    accounts: [{ id: 'a', plan: 'team', routingOverride: 'us_cr' }],
  });
  await fixture.signIn();
  await (await fixture.chatgptClient()).respond(call, patient);
  expect(fixture.emulator.violations).toEqual([]);
  expect(
    fixture.emulator.requests.map(({ endpoint, headers }) => [
      endpoint,
      headers['x-openai-account-routing-override'],
    ]),
  ).toEqual([
    ['models', undefined],
    ['accounts_check', undefined],
    ['responses', 'us_cr'],
  ]);
});

test('a workspace that is routed to a stranger is not followed there', async () => {
  await using fixture = await startFixture({
    accounts: [{ id: 'acct', plan: 'plus', backendOrigin: 'https://evil.example' }],
  });
  await fixture.signIn();
  const client = await fixture.chatgptClient();
  await expect(client.respond(call, patient)).rejects.toMatchObject({
    code: 'not_configured',
    message: expect.stringContaining('https://evil.example'),
  });
  expect(fixture.emulator.modelRequests).toEqual([]);
});

test('progress tells of the attempt, the first event, and items as they are completed', async () => {
  await using fixture = await startFixture();
  const client = await fixture.client();
  const seen: CallProgress[] = [];
  await client.respond(call, { ...patient, onProgress: (progress) => seen.push(progress) });
  const types = seen.map((progress) => progress.type);
  expect(types.slice(0, 2)).toEqual(['attempt', 'first_event']);
  expect(seen).toContainEqual(
    expect.objectContaining({ type: 'item_done', item: expect.objectContaining({ type: 'message' }) }),
  );
  expect(types).toContain('text');
});

test('the identity is a setting', async () => {
  await using fixture = await startFixture();
  const client = await fixture.client({
    backend: { originator: 'my-agent', user_agent: 'my-agent/2', version: '9.9.9' },
  });
  await client.respond(call, patient);
  expect(fixture.emulator.modelRequests[0]?.headers).toMatchObject({
    originator: 'my-agent',
    'user-agent': 'my-agent/2',
    version: '9.9.9',
  });
});

test('a warm client uses its connection again', async () => {
  await using fixture = await startFixture();
  const client = await fixture.client();
  for (let turn = 0; turn < 3; turn += 1) {
    await client.respond(call, patient);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(fixture.emulator.openedSockets).toBe(1);
});

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const schema = {
  type: 'object',
  properties: { verdict: { type: 'string' } },
  required: ['verdict'],
  additionalProperties: false,
};
