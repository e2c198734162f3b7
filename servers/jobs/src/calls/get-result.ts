import type { Job } from '@codex-pro/jobs';
import type { ToolAnswer } from '@codex-pro/mcp';
import { InputError } from '@codex-pro/runtime';
import { type CallSite, type Desk, openDesk, readerOf } from '../desk.ts';
import type { GetResultInput } from '../tools/get-result.ts';
import { findJob } from './get-job.ts';
import { pageCharacters, resultPage } from './result-page.ts';
import { workspaceOf } from './workspace-of.ts';

export async function getResult(input: GetResultInput, site: CallSite): Promise<ToolAnswer> {
  const { product, context } = site;
  const desk = await openDesk(product);
  const { jobs, maxCharacters } = desk;
  const job = await chosenJob(input, desk, site);
  const reader = readerOf(context);
  const max = pageCharacters(reader, maxCharacters);
  return { structured: await resultPage(job, { jobs, product, reader, max, page: input.page }) };
}

async function chosenJob(input: GetResultInput, desk: Desk, site: CallSite): Promise<Job> {
  const { job_id: reference, latest } = input;
  if (reference !== undefined && latest !== undefined) {
    throw new InputError('input_invalid', 'Give job_id or latest, not both.');
  }
  if (reference !== undefined) return findJob(desk, reference, site.product.env);
  const { root } = await workspaceOf(input.workspace, site);
  const kind = latest === undefined || latest === 'any' ? undefined : latest;
  const { jobs } = await desk.jobs.list({ workspace: root, kind, limit: 20 });
  const job = jobs.find(({ endedAt }) => endedAt !== null) ?? jobs[0];
  if (job !== undefined) return job;
  throw new InputError('input_invalid', `There is no ${kind ?? ''} job in ${root}.`.replace('  ', ' '), {
    hint: 'list_jobs with all_workspaces shows the jobs of other projects.',
  });
}
