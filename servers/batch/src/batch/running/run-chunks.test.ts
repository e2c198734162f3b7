import { type CallRecord, ConfigError, UpstreamError } from '@codex-pro/runtime';
import { describe, expect, test } from 'vitest';
import { type Chunk, toChunks } from '../chunk.ts';
import type { Engine } from './engine.ts';
import { runChunks } from './run-chunks.ts';
import type { ChunkEnd, RunOptions } from './run-options.ts';

const identity = { model: 'm', effort: null, tier: null };
const chunksOf = (count: number): Chunk[] =>
  toChunks(Array.from({ length: count }, (_, at) => ({ name: `n${at}`, text: `text ${at}`, fields: {} })));

/** Runs chunks against an engine that does as `ask` says for the n-th call. */
async function run(
  count: number,
  ask: (chunk: string, call: number) => Promise<string> | string,
  changes: Partial<RunOptions> = {},
) {
  const asked: string[] = [];
  const ends: ChunkEnd[] = [];
  const pauses: (number | null)[] = [];
  let atOnce = 0;
  let most = 0;
  const engine: Engine = {
    identity,
    async ask({ own }) {
      asked.push(own);
      atOnce += 1;
      most = Math.max(most, atOnce);
      try {
        return await ask(own, asked.length);
      } finally {
        atOnce -= 1;
      }
    },
  };
  const end = await runChunks({
    engine,
    chunks: chunksOf(count),
    questionOf: ({ text }) => ({ shared: null, own: text }),
    limit: 8,
    warmUp: false,
    patientUntil: null,
    signal: new AbortController().signal,
    onEnd: async (each) => void ends.push(each),
    checkBudget: () => undefined,
    onPause: (until) => void pauses.push(until),
    ...changes,
  });
  const failed = ends.filter(({ result }) => 'error' in result).map(({ chunk }) => chunk.text);
  const done = ends.filter(({ result }) => 'output' in result).map(({ chunk }) => chunk.text);
  return { ...end, asked, ends, failed, done, pauses, most };
}

const down = () => {
  throw new UpstreamError('upstream_failed', 'refused the connection', { retryable: true });
};
const refused = (retryAt?: Date) => new UpstreamError('rate_limited', 'slow down', { status: 429, retryAt });

describe('a batch as it runs', () => {
  test('asks for each chunk once, never more at once than the limit', async () => {
    const { asked, done, most, stopped } = await run(100, async (chunk) => {
      await new Promise(setImmediate);
      return chunk;
    });
    expect(new Set(asked).size).toBe(100);
    expect(done).toHaveLength(100);
    expect(most).toBe(8);
    expect(stopped).toBeNull();
  });

  test('never has more than the limit under way that is not on disk yet', async () => {
    let sent = 0;
    let most = 0;
    let onDisk = 0;
    const ask = (chunk: string) => {
      sent += 1;
      most = Math.max(most, sent - onDisk);
      return chunk;
    };
    await run(40, ask, {
      limit: 4,
      async onEnd() {
        for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
        onDisk += 1;
      },
    });
    expect(onDisk).toBe(40);
    expect(most).toBe(4);
  });

  test('sends one alone first where the calls share their beginning', async () => {
    const running: number[] = [];
    let now = 0;
    await run(
      6,
      async () => {
        now += 1;
        running.push(now);
        await new Promise(setImmediate);
        now -= 1;
        return '';
      },
      { warmUp: true },
    );
    expect(running.slice(0, 3)).toEqual([1, 1, 2]);
  });

  test('a poisoned chunk fails alone', async () => {
    const { done, failed, stopped } = await run(50, (chunk) => (chunk === 'text 7' ? down() : chunk));
    expect(failed).toEqual(['text 7']);
    expect(done).toHaveLength(49);
    expect(stopped).toBeNull();
  });

  test('a 429 slows it down, and is no attempt of its chunk', async () => {
    let refusals = 0;
    const { done, ends, stopped } = await run(40, (chunk, call) => {
      if (call % 4 === 0) {
        refusals += 1;
        throw refused();
      }
      return chunk;
    });
    expect(refusals).toBeGreaterThan(5);
    expect(done).toHaveLength(40);
    expect(ends.every(({ attempts }) => attempts.length === 0)).toBe(true);
    expect(stopped).toBeNull();
  });

  test('a 429 with a time holds everything back until then', async () => {
    const until = Date.now() + 300;
    let early = 0;
    const { done, pauses } = await run(4, (chunk, call) => {
      if (call === 1) throw refused(new Date(until));
      if (call > 4 && Date.now() < until - 5) early += 1;
      return chunk;
    });
    expect(done).toHaveLength(4);
    expect(early).toBe(0);
    expect(pauses.at(0)).toBeGreaterThanOrEqual(until);
    expect(pauses.at(-1)).toBeNull();
  });

  test('a 429 that asks for an hour ends it', async () => {
    const { stopped, asked } = await run(100, () => {
      throw refused(new Date(Date.now() + 3_600_000));
    });
    expect(stopped).toMatchObject({ code: 'rate_limited' });
    expect(asked.length).toBeLessThan(10);
  });

  test('a dead backend ends it after a handful of calls', async () => {
    let calls = 0;
    const { stopped, asked, doubtful } = await run(1_000, () => {
      calls += 1;
      if (calls > 5) throw new UpstreamError('circuit_open', 'held back');
      return down();
    });
    expect(stopped).toMatchObject({ code: 'circuit_open' });
    expect(asked.length).toBeLessThan(15);
    expect(doubtful.size).toBe(5);
  });

  test('where nothing but failures come it stops after a handful', async () => {
    const { stopped, failed } = await run(1_000, () => {
      throw new UpstreamError('output_invalid', 'no JSON');
    });
    expect(stopped).toMatchObject({ code: 'output_invalid' });
    expect(failed.length).toBeLessThan(20);
  });

  test.each([
    ['a wrong key', new UpstreamError('auth_invalid', 'no', { status: 401 })],
    ['a model that is not there', new UpstreamError('model_unavailable', 'no', { status: 404 })],
    ['a 403', new UpstreamError('forbidden', 'no', { status: 403 })],
    ['a budget', new UpstreamError('budget_exceeded', 'no')],
    ['a setting', new ConfigError('not_configured', 'no')],
    ['a bug', new TypeError('no')],
  ])('%s ends it, and fails no chunk', async (_what, error) => {
    const { stopped, failed, asked } = await run(100, (chunk, call) => {
      if (call > 20) throw error;
      return chunk;
    });
    expect(stopped).toBe(error);
    expect(failed).toEqual([]);
    expect(asked.length).toBeLessThan(40);
  });

  test('a refusal by policy fails its chunk only', async () => {
    const { failed, done } = await run(10, (chunk) => {
      if (chunk === 'text 3') throw new UpstreamError('forbidden', 'The model refused');
      return chunk;
    });
    expect([failed, done.length]).toEqual([['text 3'], 9]);
  });

  test('a usage limit ends it, or is waited for where its reset is near enough', async () => {
    const limit = (ms: number) =>
      new UpstreamError('usage_limit', 'used up', { status: 429, retryAt: new Date(Date.now() + ms) });
    const ask = (ms: number) => (chunk: string, call: number) => {
      if (call === 10) throw limit(ms);
      return chunk;
    };
    expect((await run(50, ask(200))).stopped).toMatchObject({ code: 'usage_limit' });
    const patient = { patientUntil: Date.now() + 60_000 };
    expect((await run(50, ask(3_600_000), patient)).stopped).toMatchObject({ code: 'usage_limit' });
    const waited = await run(50, ask(200), patient);
    expect(waited.stopped).toBeNull();
    expect(waited.done).toHaveLength(50);
    expect(waited.pauses.length).toBe(2);
  });

  test('a stop from outside ends what runs', async () => {
    const controller = new AbortController();
    const engine: Engine = {
      identity,
      ask: (_question, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        }),
    };
    setTimeout(() => controller.abort(new Error('enough')), 20);
    const { stopped, ends } = await run(10, () => '', { engine, signal: controller.signal });
    expect(stopped).toMatchObject({ message: 'enough' });
    expect(ends).toEqual([]);
  });

  test('an output that cannot be written stops it at once', async () => {
    const full = new Error('ENOSPC');
    const { stopped, asked } = await run(1_000, (chunk) => chunk, {
      onEnd: async ({ chunk }) => {
        if (chunk.index > 5) throw full;
      },
    });
    expect(stopped).toBe(full);
    expect(asked.length).toBeLessThan(30);
  });

  test('attempts are told with the chunk, over all its calls, refusals for pace aside', async () => {
    const attempt = (errorCode: string | null) => ({ errorCode }) as CallRecord;
    let calls = 0;
    const engine: Engine = {
      identity,
      async ask(_question, { onAttempt }) {
        calls += 1;
        if (calls === 1) {
          onAttempt(attempt('upstream_failed'));
          onAttempt(attempt('rate_limited'));
          throw refused();
        }
        onAttempt(attempt(null));
        return 'ok';
      },
    };
    const { ends } = await run(1, () => '', { engine });
    expect(ends[0]?.attempts.map(({ errorCode }) => errorCode)).toEqual(['upstream_failed', null]);
  });
});
