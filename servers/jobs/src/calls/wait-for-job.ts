import { describeJob } from '@codex-pro/capability';
import type { ToolAnswer } from '@codex-pro/mcp';
import { type CallSite, openDesk, readerOf } from '../desk.ts';
import { describeShown } from '../jobs/describe-jobs.ts';
import { span } from '../jobs/words.ts';
import type { WaitForJobInput } from '../tools/wait-for-job.ts';
import { findJob } from './get-job.ts';
import { fitDetail, jobDetail } from './job-detail.ts';
import { pageCharacters, resultPage } from './result-page.ts';
import { shownJob } from './shown-job.ts';

/** How long a host waits where it does not say; a person at a terminal waits for the end. */
const hostWaitSeconds = 45;

export async function waitForJob(
  input: WaitForJobInput,
  { product, context }: CallSite,
): Promise<ToolAnswer> {
  const desk = await openDesk(product);
  const { jobs, maxCharacters } = desk;
  const reader = readerOf(context);
  const { id } = await findJob(desk, input.job_id, product.env);
  const waitSeconds = input.wait_seconds ?? (reader === 'host' ? hostWaitSeconds : Number.POSITIVE_INFINITY);
  const job = await jobs.wait(id, {
    waitMs: waitSeconds * 1000,
    signal: context.signal,
    onProgress: (now) =>
      context.progress(`${id} ${describeJob(now)}`, now.progress?.done, now.progress?.total ?? undefined),
  });
  const max = pageCharacters(reader, maxCharacters);
  const detail = fitDetail(
    await jobDetail(job, { jobs, product, reader, events: 5 }),
    reader === 'host' ? maxCharacters - max : Number.POSITIVE_INFINITY,
  );
  const ended = job.endedAt !== null;
  const shown = shownJob(job, Date.now());
  const summary = ended
    ? describeShown(shown)
    : `${describeShown(shown)} Waited ${span(waitSeconds)}; it goes on by itself.`;
  const result = ended ? await resultPage(job, { jobs, product, reader, max, page: 1 }) : null;
  return { structured: { ...detail, summary, ended, result } };
}
