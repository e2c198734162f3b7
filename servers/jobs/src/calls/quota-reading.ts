import type { Product } from '@codex-pro/capability';
import { type Limits, readUsage } from '@codex-pro/codex';
import type { Jobs } from '@codex-pro/jobs';
import { isCodedError } from '@codex-pro/runtime';
import * as z from 'zod';
import type { Desk } from '../desk.ts';
import { type Reading, readingShape } from '../jobs/quota-shape.ts';
import { seconds } from './shown-job.ts';

/** The backend gets so many milliseconds to say how much quota is left; what jobs were told lasts till then. */
const askMs = 3_000;
/** How many of the newest jobs are looked at for what they were told. */
const newestJobs = 5;

export interface QuotaReading {
  readonly limits: Reading;
  /** Why it is not fresh, or not known; null for one that was asked just now. */
  readonly note: string | null;
}

/** Asks the backend (no call to the model, and free); where that fails, what the newest results say. */
export async function askQuota(product: Product, desk: Desk, signal: AbortSignal): Promise<QuotaReading> {
  const { env, version } = product;
  const { house } = desk;
  try {
    const { settings } = await house.resolveSettings({
      capability: 'jobs',
      arguments: {},
      env,
      workspace: process.cwd(),
      projectProfile: null,
    });
    const { limits } = await readUsage({
      settings,
      env,
      codexHome: house.codexHome(env),
      productVersion: version,
      signal: AbortSignal.any([signal, AbortSignal.timeout(askMs)]),
    });
    return { limits: reading(limits, 'backend', Date.now()), note: null };
  } catch (error) {
    signal.throwIfAborted();
    if (!isCodedError(error) && !isTimeout(error)) throw error;
    const why = isCodedError(error) ? error.message : `The backend did not answer within ${askMs / 1000} s.`;
    return { limits: await knownQuota(desk.jobs), note: why };
  }
}

/** What the newest results say about the quota; no question to anybody. */
export async function knownQuota(jobs: Jobs): Promise<Reading> {
  const { jobs: newest } = await jobs.list({ limit: 2 * newestJobs });
  const ended = newest.filter((job) => job.endedAt !== null).slice(0, newestJobs);
  const found = await Promise.all(ended.map((job) => quotaOf(jobs, job.id)));
  return found.reduce((best, each) => (isNewer(each, best) ? each : best), null);
}

const told = z.object({ limits: readingShape.unwrap().omit({ age_seconds: true, source: true }).nullable() });

/** What one job's result says about the quota. */
export async function quotaOf(jobs: Jobs, id: string): Promise<Reading> {
  // A result that is gone or of another version says nothing about the quota, and get_result says what is wrong.
  const result = await jobs.result(id).catch((error: unknown) => {
    if (!isCodedError(error)) throw error;
    return null;
  });
  const parsed = told.safeParse(result);
  const limits = parsed.success ? parsed.data.limits : null;
  return limits === null ? null : reading(limits, id, Date.now());
}

function reading(limits: Limits, source: string, now: number): Reading {
  return { ...limits, age_seconds: seconds(now - Date.parse(limits.read_at)), source };
}

function isNewer(one: Reading, other: Reading): boolean {
  return one !== null && (other === null || one.read_at > other.read_at);
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError';
}
