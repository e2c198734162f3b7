import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Product } from './product.ts';
import { flagName } from './terminal/flags.ts';

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

/**
 * Steps that work itself proposed, `apply_rescue {"job_id": "rsc-a"}`, for whoever reads them: a person gets the same call as a
 * command of the server that has the tool.
 */
export function stepsFrom(steps: readonly string[], product: Product, reader: Reader): string[] {
  return steps.map((step) => (reader === 'host' ? step : (asCommand(step, product) ?? step)));
}

/** Those that others propose. */
const toolsOfJobs: ReadonlySet<string> = new Set([
  'wait_for_job',
  'get_job',
  'get_result',
  'cancel_job',
  'retry_job',
]);

function asCommand(step: string, product: Product): string | undefined {
  const [, tool, json] = /^([a-z_]+) (\{.*\})$/.exec(step) ?? [];
  if (tool === undefined || json === undefined) return undefined;
  const bundle = toolsOfJobs.has(tool) ? jobsBundle(product) : product.bundle;
  if (bundle === undefined) return undefined;
  const words = Object.entries(JSON.parse(json) as Record<string, unknown>).flatMap(([field, value]) =>
    value === true ? [flagName(field)] : [flagName(field), asWord(value)],
  );
  return commandLine(bundle, tool.replaceAll('_', '-'), ...words);
}

/** As flags are read again: a list with commas, whose own commas are escaped. */
function asWord(value: unknown): string {
  if (Array.isArray(value)) return value.map((member) => String(member).replaceAll(',', '\\,')).join(',');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
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
