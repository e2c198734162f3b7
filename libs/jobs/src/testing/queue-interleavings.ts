import fc from 'fast-check';
import { expect } from 'vitest';
import { endStates } from '../job.ts';
import type { JobQueue } from '../job-queue.ts';
import { QueueModel } from './queue-model.ts';
import { sampleJob, sampleWorker } from './sample-job.ts';
import { openTestStore, type TestStore } from './test-store.ts';

const ids = ['toy-22222222', 'toy-33333333', 'toy-44444444'] as const;
const id = fc.constantFrom(...ids);
/** Which of the tokens handed out so far an actor comes back with: mostly a stale one. */
const token = fc.nat({ max: 30 });

const step = fc.oneof(
  fc.record({ do: fc.constant('enqueue' as const), id }),
  fc.record({ do: fc.constant('dispatch' as const), limit: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ do: fc.constant('started' as const), id, token }),
  fc.record({ do: fc.constant('prolong' as const), id, token }),
  fc.record({ do: fc.constant('claim' as const), id }),
  fc.record({ do: fc.constant('extend' as const), id, token }),
  fc.record({ do: fc.constant('finish' as const), id, token, state: fc.constantFrom(...endStates) }),
  fc.record({ do: fc.constant('requeue' as const), id }),
  fc.record({ do: fc.constant('cancel' as const), id }),
  fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(1, 2_000, 6_000, 3_600_000) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Steps of several simulated starters and workers, each by one of two processes. */
const interleaving = fc.array(fc.tuple(step, fc.boolean()), { maxLength: 60 });

/** Plays so many interleavings, each in a store of its own that two open. Throws at the first that breaks the state machine. */
export async function checkInterleavings(runs: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(interleaving, async (steps) => {
      const here = openTestStore();
      const there = openTestStore({ home: here.home, clock: here.clock });
      await playInterleaving(steps, here, there);
      here.close();
      there.close();
    }),
    { numRuns: runs },
  );
}

/** Plays the steps on both processes' queues and on the model; every answer and every state must agree. */
async function playInterleaving(
  steps: readonly (readonly [Step, boolean])[],
  here: TestStore,
  there: TestStore,
): Promise<void> {
  const model = new QueueModel();
  model.now = here.clock.now();
  const tokens: string[] = [];
  for (const [one, elsewhere] of steps) {
    const { queue } = elsewhere ? there : here;
    const { expected, actual } = await play(one, queue, model, tokens, here);
    expect(actual, JSON.stringify(one)).toEqual(expected);
    for (const [name, job] of model.jobs) {
      const { state, attempts, cancelRequestedAt } = here.store.find(name).job;
      expect({ state, attempts }).toEqual({ state: job.state, attempts: job.attempts });
      if (state === 'running') expect(cancelRequestedAt !== null).toBe(job.cancelRequested);
    }
  }
}

async function play(
  one: Step,
  queue: JobQueue,
  model: QueueModel,
  tokens: string[],
  { clock }: TestStore,
): Promise<{ expected: unknown; actual: unknown }> {
  /** Remembers a token that was handed out; the model calls it by its place in the list. */
  const tag = tokens.length;
  const held = 'token' in one ? one.token % Math.max(1, tokens.length) : 0;
  const word = tokens[held] ?? 'none yet';
  switch (one.do) {
    case 'enqueue':
      return {
        expected: model.enqueue(one.id),
        actual: await queue.enqueue(sampleJob(one.id, { createdAt: clock.now() })),
      };
    case 'dispatch': {
      const dispatch = await queue.dispatch({ limit: one.limit, canStart: () => true });
      if (dispatch !== null) tokens.push(dispatch.token);
      return { expected: model.dispatch(one.limit, tag), actual: dispatch?.job.id ?? null };
    }
    case 'started':
      return {
        expected: model.started(one.id, held),
        actual: await queue.started(one.id, word, sampleWorker),
      };
    case 'prolong':
      return { expected: model.prolong(one.id, held), actual: await queue.prolong(one.id, word) };
    case 'claim': {
      const claim = await queue.claim(one.id, sampleWorker);
      if (claim !== null) tokens.push(claim.owner);
      return { expected: model.claim(one.id, tag), actual: claim !== null };
    }
    case 'extend':
      return { expected: model.extend(one.id, held), actual: await queue.extend(one.id, word) };
    case 'finish': {
      const end = { state: one.state, summary: null, error: null, hasResult: false, endedAt: clock.now() };
      return {
        expected: model.finish(one.id, held, one.state),
        actual: await queue.finish(one.id, word, end),
      };
    }
    case 'requeue':
      return { expected: model.requeue(one.id), actual: await queue.requeue(one.id) };
    case 'cancel':
      return {
        expected: model.requestCancel(one.id),
        actual: (await queue.requestCancel(one.id))?.state ?? null,
      };
    case 'pass':
      clock.advance(one.ms);
      model.now += one.ms;
      return { expected: null, actual: null };
  }
}
