import { runWorker } from '@codex-pro/jobs';
import { ConfigError } from '@codex-pro/runtime';
import { stateHome } from '@codex-pro/settings';
import { jobsByPrefix } from './jobs-by-prefix.ts';
import type { Product } from './product.ts';
import type { ServerDefinition } from './server-definition.ts';

/** Runs one job in this process. Resolves with the exit code. */
export async function workFace(
  definition: ServerDefinition,
  product: Product,
  [jobId, ...rest]: readonly string[],
): Promise<number> {
  if (jobId === undefined || rest.length > 0) {
    process.stderr.write('Usage: work <job-id>. Workers are started by whoever records a job.\n');
    return 2;
  }
  const { env } = product;
  const own = () => jobsByPrefix(definition.jobs ?? {}, jobId);
  return runWorker({
    home: stateHome(env),
    jobId,
    env,
    load: async () => (await own())?.load(),
    work: async (running) => {
      const jobs = await own();
      if (jobs === undefined) {
        throw new ConfigError(
          'not_configured',
          `The ${product.name} server does not do ${running.job.kind}.`,
        );
      }
      return jobs.work(running, product);
    },
  });
}
