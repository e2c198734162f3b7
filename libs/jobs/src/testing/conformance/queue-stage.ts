import type { Job } from '../../job.ts';
import type { Claim, JobEnd, JobQueue, NewJob } from '../../job-queue.ts';
import type { Starting } from '../../job-row.ts';
import { sampleJob, sampleWorker } from '../sample-job.ts';

/** An empty queue of an adapter, and its clock. */
export interface QueueUnderTest {
  readonly queue: JobQueue;
  /** The same queue as another process sees it. */
  readonly elsewhere: JobQueue;
  readonly read: (id: string) => Promise<Job>;
  /** The process that was started for a job and has not claimed it. */
  readonly startingOf: (id: string) => Promise<Starting | null>;
  /** Epoch milliseconds of the queue's clock. */
  readonly now: () => number;
  /** Time passes. */
  readonly advance: (ms: number) => void;
  /** Somebody sets the wall clock. */
  readonly jump: (ms: number) => void;
}

/** The same with what the tests do to it again and again. */
export interface QueueStage extends QueueUnderTest {
  /** Enqueues a job, a millisecond after the one before. */
  readonly add: (id: string, changes?: Partial<NewJob>) => Promise<string>;
  readonly claim: (id: string) => Promise<Claim>;
  readonly end: (state: JobEnd['state']) => JobEnd;
  /** Adds, claims and ends a job; who owned it. */
  readonly ended: (id: string, state: JobEnd['state']) => Promise<string>;
}

/** The rule of a starter that can start everything. */
export const anybody = { limit: 100, canStart: () => true };

export function setQueueStage(under: QueueUnderTest): QueueStage {
  const { queue, now, advance } = under;
  const add: QueueStage['add'] = async (id, changes = {}) => {
    await queue.enqueue(sampleJob(id, { createdAt: now(), ...changes }));
    advance(1);
    return id;
  };
  const claim: QueueStage['claim'] = async (id) => {
    const claimed = await queue.claim(id, sampleWorker);
    if (claimed === null) throw new Error(`${id} could not be claimed.`);
    return claimed;
  };
  const end: QueueStage['end'] = (state) => ({
    state,
    summary: `It ${state}.`,
    error: state === 'succeeded' ? null : { code: 'internal', message: 'Why.' },
    hasResult: state === 'succeeded',
    endedAt: now(),
  });
  const ended: QueueStage['ended'] = async (id, state) => {
    await add(id);
    const { owner } = await claim(id);
    await queue.finish(id, owner, end(state));
    return owner;
  };
  return { ...under, add, claim, end, ended };
}
