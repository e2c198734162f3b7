import type { Job } from '@codex-pro/jobs';
import { ConfigError, InputError } from '@codex-pro/runtime';
import type { Capability, Kind } from './define-capability.ts';
import { type House, loadHouse } from './house.ts';
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
  if (job.needsKey && job.state === 'queued') await lendKey(house, capability.kind, job, env);
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

/** A queued job whose starter is gone waits for somebody who has a key: that may be us. */
async function lendKey(house: House, capability: Kind, job: Job, env: NodeJS.ProcessEnv): Promise<void> {
  try {
    const { settings } = await house.resolveSettings({
      capability,
      arguments: {},
      env,
      workspace: job.workspace,
    });
    house.keepKey(
      (await house.inspectCredentials({ settings, env, codexHome: house.codexHome(env) })).apiKey,
    );
  } catch (error) {
    // Without a key of our own the job goes on waiting, and says for what.
    if (!(error instanceof ConfigError || error instanceof InputError)) throw error;
  }
}
