import { stageAll, syncFolder } from './durable-file.ts';
import type { Job } from './job.ts';
import type { JobParts } from './job-parts.ts';
import type { Claim } from './job-queue.ts';
import { resultFileName } from './result-file.ts';
import type { WorkEnd } from './worker-contract.ts';

/**
 * Writes the files of an end, `result.json` last, and then the state. All files are complete under temporary names
 * before; they get their own names in the transaction that ends the job, so that neither is there without the other
 * unless the machine dies between the two, and then a reader commits the result. Returns false, with nothing
 * written, when somebody else ended the attempt.
 */
export async function recordEnd(
  { job, owner }: Claim,
  end: WorkEnd,
  { home, queue, store, clock }: Pick<JobParts, 'home' | 'queue' | 'store' | 'clock'>,
): Promise<boolean> {
  const folder = home.job(job.id);
  const endedAt = clock.now();
  const { state, summary, error } = end;
  const latest = store.get(job.id)?.job ?? job;
  const ended: Job = { ...latest, state, summary, error, endedAt, stalled: false };
  const envelope = end.result(ended);
  const hasResult = envelope !== null && envelope !== undefined;
  const result = hasResult ? [{ name: resultFileName, content: JSON.stringify(envelope, null, 2) }] : [];
  const staged = await stageAll(folder, [...end.files, ...result]);
  try {
    return await queue.finish(job.id, owner, { state, summary, error, hasResult, endedAt }, () => {
      for (const file of staged) file.publish();
      if (staged.length > 0) syncFolder(folder);
    });
  } finally {
    for (const file of staged) await file.discard();
  }
}
