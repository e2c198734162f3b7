import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cleanText } from '@codex-pro/runtime';
import { assertFileName } from './durable-file.ts';
import type { JobParts } from './job-parts.ts';
import type { Claim } from './job-queue.ts';
import type { Outbox } from './outbox.ts';
import { ownIdentity } from './process-identity.ts';
import { recentBreakers, recentGates } from './recent-readings.ts';
import { readRequestFile } from './request-file.ts';
import type { RunningJob } from './worker-contract.ts';
import { writeWorkerFile } from './worker-file.ts';

export interface RunningJobOptions {
  readonly parts: JobParts;
  readonly signal: AbortSignal;
  readonly outbox: Outbox;
  readonly apiKey: string | undefined;
  readonly env: NodeJS.ProcessEnv;
}

/** What the work is given. Throws where the job's folder cannot be read or written. */
export async function prepareRunningJob(
  { job, owner }: Claim,
  { parts, signal, outbox, apiKey, env }: RunningJobOptions,
): Promise<RunningJob> {
  const { home, store, clock } = parts;
  const folder = home.job(job.id);
  await writeWorkerFile(folder, {
    owner,
    attempt: job.attempts,
    startedAt: job.startedAt ?? clock.now(),
    identity: ownIdentity(),
  });
  const { request } = await readRequestFile(folder);
  return {
    job,
    request,
    folder,
    signal,
    apiKey,
    env,
    calls: { record: (call) => outbox.add({ type: 'call', call }) },
    breakers: recentBreakers(store.breakers),
    gates: recentGates(store.gates),
    async attachment(name) {
      assertFileName(name);
      return readFile(join(folder, name));
    },
    progress: (phase, count) =>
      outbox.add({ type: 'progress', phase: cleanText(phase, 200), count: count ?? null }),
    note: (type, message) => outbox.add({ type: 'event', at: clock.now(), event: type, message }),
    resolved: (identity) => outbox.add({ type: 'identity', ...identity }),
  };
}
