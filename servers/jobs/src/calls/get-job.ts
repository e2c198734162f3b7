import { lendKey } from '@codex-pro/capability';
import type { ToolAnswer } from '@codex-pro/mcp';
import { type CallSite, type Desk, openDesk, readerOf } from '../desk.ts';
import type { GetJobInput } from '../tools/get-job.ts';
import { fitDetail, jobDetail } from './job-detail.ts';

export async function getJob(input: GetJobInput, { product, context }: CallSite): Promise<ToolAnswer> {
  const desk = await openDesk(product);
  const { jobs, maxCharacters } = desk;
  const job = await findJob(desk, input.job_id, product.env);
  const detail = await jobDetail(job, { jobs, product, reader: readerOf(context), events: input.events });
  return { structured: fitDetail(detail, maxCharacters) };
}

/** Finds a job; a queued one that waits for a key gets ours, where we have one. Throws InputError for none. */
export async function findJob({ house, jobs }: Desk, reference: string, env: NodeJS.ProcessEnv) {
  const job = await jobs.find(reference);
  if (job.state !== 'queued' || !job.needsKey) return job;
  await lendKey(house, job, env);
  return jobs.find(job.id);
}
