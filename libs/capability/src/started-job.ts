import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { UsageTotal } from '@codex-pro/codex';
import type { Job, Jobs } from '@codex-pro/jobs';
import * as z from 'zod';
import { type Capability, type Kind, partNameOf } from './define-capability.ts';
import type { Artifact, Envelope } from './envelope.ts';
import { isUsersReason } from './host-cancel-reasons.ts';
import { describeJob, jobEnvelope } from './job-envelope.ts';
import { type Reader, stepsAfterFailure, stepsFrom, stepsWhileRunning } from './next-steps.ts';
import type { Product } from './product.ts';
import { type ShownResult, showResult } from './shown-result.ts';

export interface WaitForJob {
  /** Milliseconds; Infinity waits for the end. */
  readonly waitMs: number;
  readonly signal: AbortSignal;
  /** What is being done, how far it is, and since when, every few seconds. */
  readonly onProgress: (progress: JobProgress) => void;
}

export interface JobProgress {
  readonly message: string;
  /** Milliseconds since the waiting began. */
  readonly elapsed: number;
  readonly done: number | undefined;
  readonly total: number | undefined;
}

/** A recorded job, as the call that started it (or found it) sees it. */
export interface StartedJob {
  readonly id: string;
  /** Resolves with the result, or with what is known so far when the time is up. Throws when `signal` aborts. */
  wait(options: WaitForJob): Promise<ShownResult>;
  /** Stops the job; resolves when its processes are gone. */
  cancel(): Promise<void>;
  /** What a cancelled call does to the job: the settings decide, by default only a person's own cancel ends it. */
  hostCancelled(reason: unknown): Promise<void>;
}

export interface FollowedJob<Name extends Kind, Request, Part> {
  readonly capability: Capability<Name, Request, Part>;
  readonly jobs: Jobs;
  readonly id: string;
  readonly product: Product;
  readonly reader: Reader;
  readonly maxCharacters: number;
  readonly onHostCancel: 'auto' | 'cancel' | 'detach';
}

export function followJob<Name extends Kind, Request, Part>(
  followed: FollowedJob<Name, Request, Part>,
): StartedJob {
  const { capability, jobs, id, maxCharacters, onHostCancel } = followed;
  const cancel = async (): Promise<void> => {
    await jobs.cancel(id);
  };
  return {
    id,
    cancel,
    async wait({ waitMs, signal, onProgress }) {
      const begun = performance.now();
      const job = await jobs.wait(id, {
        waitMs,
        signal,
        onProgress: (now) => {
          const { done, total } = now.progress ?? {};
          const elapsed = performance.now() - begun;
          onProgress({ message: describeJob(now), elapsed, done, total: total ?? undefined });
        },
      });
      return showResult(capability, await readEnvelope(followed, job), maxCharacters);
    },
    async hostCancelled(reason) {
      const stop = onHostCancel === 'cancel' || (onHostCancel === 'auto' && isUsersReason(reason));
      if (stop) await cancel();
    },
  };
}

/** The job's own result where it left one, else what its row says. */
async function readEnvelope<Name extends Kind, Request, Part>(
  { capability, jobs, product, reader }: FollowedJob<Name, Request, Part>,
  job: Job,
): Promise<Envelope<Part>> {
  const stored = job.endedAt === null ? null : await jobs.result(job.id);
  const envelope = stored === null ? null : await readStored(capability, stored);
  if (envelope !== null) {
    const own = stepsFrom(envelope.next_steps, product, reader);
    const { error } = envelope;
    const after = error === null ? [] : stepsAfterFailure(job.id, product, reader, error.code);
    return { ...envelope, next_steps: [...own, ...after] };
  }
  return jobEnvelope(job, {
    usage: await usageSoFar(jobs, job),
    artifacts:
      job.endedAt === null
        ? givenArtifacts(capability, jobs.folder(job.id))
        : leftBehind(jobs.folder(job.id), stored !== null),
    nextSteps:
      job.endedAt === null
        ? stepsWhileRunning(job.id, product, reader)
        : stepsAfterFailure(job.id, product, reader, job.error?.code),
  });
}

/** null for a result that an older or newer version wrote, with a part that this one does not know. */
async function readStored<Name extends Kind, Request, Part>(
  capability: Capability<Name, Request, Part>,
  stored: unknown,
): Promise<Envelope<Part> | null> {
  try {
    const { fromWire } = await import('./envelope-schema.ts');
    return fromWire(partNameOf(capability), capability.part, stored);
  } catch (error) {
    if (error instanceof z.ZodError) return null;
    throw error;
  }
}

/** What whoever waits may read already. */
function givenArtifacts({ given = [] }: Pick<Capability, 'given'>, folder: string): Artifact[] {
  return given
    .map(({ kind, name }) => ({ kind, path: join(folder, name) }))
    .filter(({ path }) => existsSync(path));
}

/** What lies in the folder of a job whose result cannot be shown. */
function leftBehind(folder: string, hasResult: boolean): Artifact[] {
  const result = [
    { kind: 'json', path: join(folder, 'result.json') },
    { kind: 'markdown', path: join(folder, 'result.md') },
  ];
  return [...(hasResult ? result : []), { kind: 'log', path: join(folder, 'worker.log') }];
}

/** From the ledger, since the worker that knows the whole story is still at it, or gone. */
async function usageSoFar(jobs: Jobs, job: Job): Promise<UsageTotal> {
  const { total } = await jobs.usage({ since: 0, jobId: job.id });
  const { unpriced, ...usage } = total;
  const note =
    job.endedAt === null ? 'Calls that have ended so far, at API prices.' : 'From the ledger, at API prices.';
  return {
    ...usage,
    cost_note: unpriced > 0 ? `${note} For ${unpriced} of them no price is known.` : note,
  };
}
