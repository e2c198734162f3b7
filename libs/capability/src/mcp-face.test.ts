import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClientAnswer, StartedClient } from '@codex-pro/mcp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asOldNode, openTestHouse, type TestHouse } from './fixtures/house-for-tests.ts';

const noCredentials = { CODEX_PRO_API_KEY: '', CODEX_PRO_BASE_URL: '' };

let house: TestHouse;
let client: StartedClient;
beforeAll(async () => {
  house = await openTestHouse();
  client = await house.client();
});
afterAll(async () => {
  await house.close();
});

describe('a call over MCP', () => {
  test('waits for its job and gives the whole envelope', async () => {
    const progress: string[] = [];
    const answer = await client.call(
      'echo_words',
      { text: 'hello', tags: ['a', 'b'] },
      { onProgress: ({ message }) => progress.push(message ?? '') },
    );
    expect(answer.isError).toBe(false);
    expect(answer.structured).toMatchObject({
      schema: 'codex-pro/1',
      job: {
        kind: 'review',
        state: 'succeeded',
        model: 'test-model',
        attempts: 1,
        workspace: house.workspace,
      },
      summary: 'Said hello.',
      review: { said: ['hello'], attachment: 'note of a+b', model: 'test-model' },
      usage: { requests: 0, attempts: 0 },
      limits: null,
      not_done: [{ what: 'the rest', why: 'stopped: it was enough.' }],
      error: null,
    });
    expect(JSON.parse(answer.text)).toEqual(answer.structured);
    expect(progress.length).toBeGreaterThan(0);
    const id = idOf(answer);
    expect(answer.structured?.['artifacts']).toEqual(
      [
        ['json', 'result.json'],
        ['markdown', 'result.md'],
        ['shout', 'shout.txt'],
      ].map(([kind, name = '']) => ({ kind, path: join(house.home, 'jobs', id, name) })),
    );
    const stored: unknown = JSON.parse(readFileSync(join(house.home, 'jobs', id, 'result.json'), 'utf8'));
    expect(stored).toEqual(answer.structured);
    expect(readFileSync(join(house.home, 'jobs', id, 'shout.txt'), 'utf8')).toBe('SAID HELLO.\n');
  });

  test('gives the id and a step that works when the time is up', async () => {
    const answer = await client.call('echo_words', { text: 'later', behaviour: 'a while', wait_seconds: 0 });
    expect(answer.isError).toBe(false);
    expect(answer.structured).toMatchObject({ review: null, error: null, job: { ended_at: null } });
    const [step = ''] = (answer.structured?.['next_steps'] ?? []) as string[];
    const [node, bundle, ...args] = step.split(' ');
    expect(node).toBe('node');
    expect(bundle).toMatch(/fixtures\/main\.ts$/);
    const waited = await house.run(args);
    expect(waited).toMatchObject({ code: 0, stdout: expect.stringContaining('Said later.') });
  });

  test('fails with the code first, and keeps what the job had', async () => {
    const answer = await client.call('echo_words', { text: 'half', behaviour: 'partly' });
    expect(answer.isError).toBe(true);
    expect(answer.text).toMatch(/^budget_exceeded: The budget is used up\.\n/);
    expect(answer.text).toContain('"said":["half"]');
    expect(answer.structured).toMatchObject({
      job: { state: 'failed' },
      review: { said: ['half'] },
      error: { code: 'budget_exceeded' },
    });
  });

  test.each([
    ['refuse', 'usage_limit: The quota is used up.\nWait.'],
    ['crash', 'internal: This is a bug in codex-pro: TypeError: a bug of the work'],
  ])('says why a job failed that was told to %s', async (behaviour, text) => {
    const answer = await client.call('echo_words', { text: 'x', behaviour });
    expect(answer.isError).toBe(true);
    expect(answer.text.startsWith(text)).toBe(true);
    expect(answer.structured).toMatchObject({ job: { state: 'failed' }, review: null });
    const artifacts = (answer.structured?.['artifacts'] ?? []) as { kind: string; path: string }[];
    const log = artifacts.find(({ kind }) => kind === 'log')?.path ?? '';
    if (behaviour === 'crash') expect(readFileSync(log, 'utf8')).toContain('a bug of the work');
  });

  test('is cut to what a host takes, while the file holds all', async () => {
    const answer = await client.call('echo_words', { text: 'abcdefghij', behaviour: 'big' });
    expect(JSON.stringify(answer.structured).length).toBeLessThanOrEqual(40_000);
    expect(answer.text.length).toBeLessThanOrEqual(40_000);
    const { not_done, artifacts, review } = answer.structured as {
      not_done: { what: string; why: string }[];
      artifacts: { path: string }[];
      review: { said: string[] };
    };
    expect(review.said.length).toBeGreaterThan(30);
    expect(not_done[0]?.why).toBe(`cut: too long for one answer. All of it is in ${artifacts[0]?.path}.`);
    expect(not_done[0]?.what).toBe(`${500 - review.said.length} pieces of the result, such as word 500`);
    const stored = JSON.parse(readFileSync(artifacts[0]?.path ?? '', 'utf8'));
    expect(stored.review.said).toHaveLength(500);
    expect(stored.not_done).toHaveLength(1);
  });

  test('of a dry run starts nothing and needs no credentials', async () => {
    const before = await house.jobFolders();
    const stranger = await house.client({ env: noCredentials });
    const answer = await stranger.call('echo_words', { text: 'two words', dry_run: true });
    expect(answer).toMatchObject({
      isError: false,
      structured: { job: null, review: null, dry_run: { words: 2, folder: house.workspace }, error: null },
    });
    expect(await house.jobFolders()).toEqual(before);
  });

  test.each([
    [
      'an unknown argument',
      { text: 'x', tag: ['y'] },
      {},
      'input_invalid: unknown argument "tag" (did you mean "tags"?)',
    ],
    [
      'an unknown profile',
      { text: 'x', profile: 'quik' },
      {},
      'input_invalid: There is no profile named quik',
    ],
    ['an empty target', { text: 'nothing' }, {}, 'target_empty: There is nothing to say.'],
    [
      'a workspace that is none',
      { text: 'x', workspace: '/no/such' },
      {},
      'input_invalid: The workspace is not',
    ],
    [
      'a budget in USD for a model without a price',
      { text: 'x', budget_usd: 1 },
      {},
      'input_invalid: A budget in USD needs a price, and none is known for test-model.',
    ],
    ['an unknown tier', { text: 'x', tier: 'fsat' }, {}, 'input_invalid: There is no service tier "fsat".'],
    [
      'an effort that the model does not have',
      { text: 'x', model: 'gpt-5.5', effort: 'gigantic' },
      {},
      'input_invalid: gpt-5.5 has no effort "gigantic".',
    ],
    ['no credentials', { text: 'x' }, noCredentials, 'not_configured: '],
  ])('with %s is refused before anything is recorded', async (_what, args, env, text) => {
    const before = await house.jobFolders();
    const caller = Object.keys(env).length === 0 ? client : await house.client({ env });
    const answer = await caller.call('echo_words', args);
    expect(answer.isError).toBe(true);
    expect(answer.text.slice(0, text.length)).toBe(text);
    expect(answer.structured).toMatchObject({
      schema: 'codex-pro/1',
      job: null,
      review: null,
      error: { code: text.split(':')[0] },
    });
    expect(await house.jobFolders()).toEqual(before);
  });
});

/** Starts a job by `call` and gives its id once it runs. */
async function running(call: () => void): Promise<string> {
  const before = new Set(await house.jobFolders());
  call();
  const started = async (): Promise<string | undefined> => {
    const { jobs } = await house.jobs.list({ state: 'running' });
    return jobs.find(({ id }) => !before.has(id))?.id;
  };
  await expect.poll(started, { timeout: 15_000 }).toBeDefined();
  return (await started()) ?? '';
}

describe('a cancelled call', () => {
  async function cancelWith(reason: string): Promise<string> {
    const stop = new AbortController();
    let call: Promise<unknown> = Promise.resolve();
    const id = await running(() => {
      call = client.call('echo_words', { text: 'x', behaviour: 'slow' }, { signal: stop.signal });
      call.catch(() => undefined);
    });
    stop.abort(reason);
    await expect(call).rejects.toThrow(reason);
    return id;
  }

  test("cancels its job when the reason is known to be the user's", async () => {
    const id = await cancelWith('AbortError: user-cancel');
    await expect.poll(async () => (await house.jobs.find(id)).state, { timeout: 15_000 }).toBe('cancelled');
  });

  test("leaves its job alone when the host's own time was up", async () => {
    const id = await cancelWith('SdkError: Request timed out');
    // The server answers the next call only after it has dealt with the cancel.
    await client.call('add_numbers', { numbers: [1] });
    expect(await house.jobs.find(id)).toMatchObject({ state: 'running', cancelRequestedAt: null });
    await house.jobs.cancel(id);
  });
});

test('a job outlives the server that started it', async () => {
  const doomed = await house.client();
  const id = await running(() => {
    doomed.call('echo_words', { text: 'on my own', behaviour: 'a while' }).catch(() => undefined);
  });
  process.kill(doomed.pid, 'SIGKILL');
  const waited = await house.run(['run', 'wait', '--job-id', id.slice(0, 8)]);
  expect(waited).toMatchObject({ code: 0, stdout: expect.stringContaining('Said on my own.') });
});

test('a queued job whose starter is gone gets its key from whoever waits for it', async () => {
  await writeFile(join(house.home, 'profile.yaml'), 'jobs: {workers: 1}\n');
  const doomed = await house.client();
  const first = await doomed.call('echo_words', { text: 'first', behaviour: 'slow', wait_seconds: 0 });
  const second = await doomed.call('echo_words', { text: 'second', wait_seconds: 0 });
  expect(second.structured).toMatchObject({ job: { state: 'queued' } });
  process.kill(doomed.pid, 'SIGKILL');
  await house.jobs.cancel(idOf(first));
  expect(await house.jobs.find(idOf(second))).toMatchObject({ state: 'queued', needsKey: true });
  const waited = await house.run(['run', 'wait', '--job-id', idOf(second)]);
  expect(waited).toMatchObject({ code: 0, stdout: expect.stringContaining('Said second.') });
});

function idOf({ structured }: ClientAnswer): string {
  return (structured as { job: { id: string } }).job.id;
}

test('on an old Node tools are listed, and every call says what to do', async () => {
  const old = await house.client({ node: asOldNode });
  expect((await old.listTools()).map(({ name }) => name)).toEqual(['echo_words', 'add_numbers']);
  for (const [name, args] of [
    ['echo_words', { text: 'x' }],
    ['add_numbers', { numbers: [1] }],
  ] as const) {
    const answer = await old.call(name, args);
    expect(answer.isError).toBe(true);
    expect(answer.text).toMatch(
      /^not_configured: codex-pro needs Node 22\.19 or newer, and this is 20\.20\.2/,
    );
    expect(answer.text).toContain('Install a newer Node');
  }
});
