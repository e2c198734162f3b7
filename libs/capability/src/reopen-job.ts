import type { Job } from '@codex-pro/jobs';
import { InputError } from '@codex-pro/runtime';
import type { CapabilityJobs } from './capability-jobs.ts';
import type { Capability, Kind } from './define-capability.ts';
import { loadHouse } from './house.ts';
import { jobLimits } from './job-limits.ts';
import { jobsByPrefix } from './jobs-by-prefix.ts';
import { lendKey } from './lend-key.ts';
import type { Product } from './product.ts';
import type { OwnJobs } from './server-definition.ts';
import { followJob, type StartedJob } from './started-job.ts';

/** Capabilities of one kind are told apart by the prefixes of their ids. */
function isOwnJob(
  { kind, prefix }: Pick<Capability, 'kind' | 'prefix'>,
  job: Pick<Job, 'id' | 'kind'>,
): boolean {
  return job.kind === kind && job.id.startsWith(`${prefix}-`);
}

/** What does this job; undefined where it is none of theirs. Throws InputError where there is no such job. */
export async function ownerOf(
  own: OwnJobs,
  reference: string,
  { env }: Product,
): Promise<CapabilityJobs | undefined> {
  const house = await loadHouse();
  const limits = await jobLimits(house, env);
  const { id } = await house.openJobs({ home: house.stateHome(env), env, limits }).find(reference);
  return jobsByPrefix(own, id);
}

/** A job that was started before, by whomever, for a terminal. `reference` is an id or a unique prefix of one. */
export async function reopenJob<Name extends Kind, Request, Part>(
  capability: Capability<Name, Request, Part>,
  reference: string,
  product: Product,
): Promise<StartedJob> {
  const { env } = product;
  const house = await loadHouse();
  const limits = await jobLimits(house, env);
  const jobs = house.openJobs({ home: house.stateHome(env), env, limits });
  const job = await jobs.find(reference);
  if (!isOwnJob(capability, job)) {
    throw new InputError('input_invalid', `Job ${job.id} is of kind ${job.kind}, not ${capability.kind}.`);
  }
  if (job.state === 'queued') await lendKey(house, job, env);
  return followJob({
    capability,
    jobs,
    id: job.id,
    product,
    reader: 'terminal',
    maxCharacters: Number.POSITIVE_INFINITY,
    onHostCancel: 'detach',
  });
}
