import {
  commandLine,
  envelopeFrameSchema,
  jobEnvelope,
  type Product,
  type Reader,
  toWire,
} from '@codex-pro/capability';
import type { Job, Jobs } from '@codex-pro/jobs';
import { InputError } from '@codex-pro/runtime';
import { counted } from '@codex-pro/terminal';
import * as z from 'zod';
import { pagesOf } from '../jobs/result-pages.ts';
import { stepsFor } from './job-detail.ts';
import { usageOf } from './usage-so-far.ts';

export interface ResultRequest {
  readonly jobs: Jobs;
  readonly product: Product;
  readonly reader: Reader;
  /** Characters of a page. */
  readonly max: number;
  /** From 1. */
  readonly page: number;
}

type Entries = Record<string, unknown>;
const stored = z.looseObject(envelopeFrameSchema.shape);

/**
 * Characters of a page. The same wherever a page is shown, so that one answer's page 2 goes on where another's page 1
 * ended: less than an answer may hold, since wait_for_job says more beside it. A terminal has room for all.
 */
export function pageCharacters(reader: Reader, maxCharacters: number): number {
  if (reader === 'terminal') return Number.POSITIVE_INFINITY;
  return maxCharacters - Math.min(8_000, Math.floor(maxCharacters * 0.4));
}

/** Room for what is said about the page itself. */
const pageNote = 400;

/**
 * One page of a job's envelope: the stored one, else what the row says of a job that has not ended or left none.
 * Throws InputError for a page that is not there, and for a result file that is gone.
 */
export async function resultPage(job: Job, request: ResultRequest): Promise<Entries> {
  const { page, max } = request;
  const envelope = await envelopeOf(job, request);
  const pages = pagesOf(envelope, max - pageNote);
  const held = pages[page - 1];
  if (held === undefined) {
    throw new InputError(
      'input_invalid',
      `The result of job ${job.id} has ${counted(pages.length, 'page')}, so there is no page ${page}.`,
      {
        hint: pages.length === 1 ? 'Leave page out.' : `Ask for a page from 1 to ${pages.length}.`,
      },
    );
  }
  const next = page < pages.length ? [nextPage(job.id, page + 1, request)] : [];
  const steps = stored.shape.next_steps.safeParse(held['next_steps']).data ?? [];
  return { ...held, next_steps: [...next, ...steps], page: { number: page, of: pages.length } };
}

async function envelopeOf(job: Job, { jobs, product, reader }: ResultRequest): Promise<Entries> {
  const result = job.endedAt === null ? null : await jobs.result(job.id);
  // One that somebody rewrote, or another version wrote, is as good as none: the row says so, and names the folder.
  const { data: envelope } = stored.safeParse(result);
  if (envelope !== undefined) {
    const steps = job.state === 'succeeded' ? [] : stepsFor(job, product, reader).slice(1);
    return { ...envelope, next_steps: [...envelope.next_steps, ...steps] };
  }
  const usage = await usageOf(jobs, job);
  const artifacts = job.attempts === 0 ? [] : [{ kind: 'folder', path: jobs.folder(job.id) }];
  const steps = stepsFor(job, product, reader);
  const nextSteps = job.endedAt === null ? steps : steps.slice(1);
  return toWire(job.kind, jobEnvelope(job, { usage, artifacts, nextSteps }));
}

function nextPage(id: string, page: number, { product, reader }: ResultRequest): string {
  if (reader === 'host') return `get_result {"job_id": "${id}", "page": ${page}}`;
  return commandLine(product.bundle, 'get-result', id, '--page', String(page));
}
