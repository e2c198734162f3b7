import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Product } from './product.ts';

/** Who reads the steps: a model with tools, or a person at a terminal. */
export type Reader = 'host' | 'terminal';

/** What can be done with a job that goes on. Only what works here: the jobs server's tools where it lies beside us. */
export function stepsWhileRunning(jobId: string, product: Product, reader: Reader): string[] {
  if (reader === 'host' && hasJobsServer(product)) {
    return [`wait_for_job {"job_id": "${jobId}"}`, `cancel_job {"job_id": "${jobId}"}`];
  }
  return [`node ${product.bundle} run wait --job-id ${jobId}`];
}

/** What can be done about a job that ended badly. */
export function stepsAfterFailure(jobId: string, product: Product, reader: Reader): string[] {
  return reader === 'host' && hasJobsServer(product) ? [`retry_job {"job_id": "${jobId}"}`] : [];
}

function hasJobsServer(product: Product): boolean {
  return existsSync(join(dirname(product.bundle), 'jobs.mjs'));
}
