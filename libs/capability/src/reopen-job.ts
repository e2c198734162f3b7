import { InputError } from '@codex-pro/runtime';
import type { Capability, Kind } from './define-capability.ts';
import { loadHouse } from './house.ts';
import { lendKey } from './lend-key.ts';
import type { Product } from './product.ts';
import { followJob, type StartedJob } from './started-job.ts';

/** A job that was started before, by whomever, for a terminal. `reference` is an id or a unique prefix of one. */
export async function reopenJob<Name extends Kind, Request, Part>(
  capability: Capability<Name, Request, Part>,
  reference: string,
  product: Product,
): Promise<StartedJob> {
  const { env } = product;
  const house = await loadHouse();
  const jobs = house.openJobs({ home: house.stateHome(env), env });
  const job = await jobs.find(reference);
  if (job.kind !== capability.kind) {
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
