import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Product } from './product.ts';

/** Who reads the steps: a model with tools, or a person at a terminal. */
export type Reader = 'host' | 'terminal';

/** What can be done with a job that goes on. Only what works here: the jobs server's tools where it lies beside us. */
export function stepsWhileRunning(jobId: string, product: Product, reader: Reader): string[] {
  const jobs = jobsBundle(product);
  if (jobs === undefined) return [commandLine(product.bundle, 'wait', '--job-id', jobId)];
  if (reader === 'host') {
    return [`wait_for_job {"job_id": "${jobId}"}`, `cancel_job {"job_id": "${jobId}"}`];
  }
  return [commandLine(jobs, 'wait-for-job', jobId), commandLine(jobs, 'cancel-job', jobId)];
}

/** Ends that the same request, with the model that it was recorded with, reaches again: another call is needed. */
const asked = ['input_invalid', 'target_empty', 'target_too_large', 'model_unavailable'];

/** What can be done about a job that ended badly; `reset` opens the quota gates and breakers that hold calls back. */
export function stepsAfterFailure(
  jobId: string,
  product: Product,
  reader: Reader,
  code: string | undefined,
): string[] {
  const jobs = jobsBundle(product);
  if (jobs === undefined || (code !== undefined && asked.includes(code))) return [];
  const again =
    reader === 'host' ? `retry_job {"job_id": "${jobId}"}` : commandLine(jobs, 'retry-job', jobId);
  const isHeld = code === 'usage_limit' || code === 'circuit_open';
  return isHeld ? [commandLine(jobs, 'reset'), again] : [again];
}

/** A command as a shell takes it: `node /…/jobs.mjs run get-job rev-7k3q9x2m`. */
export function commandLine(bundle: string, ...words: readonly string[]): string {
  return ['node', bundle, 'run', ...words].map(quoted).join(' ');
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function jobsBundle(product: Product): string | undefined {
  const bundle = join(dirname(product.bundle), 'jobs.mjs');
  return existsSync(bundle) ? bundle : undefined;
}
