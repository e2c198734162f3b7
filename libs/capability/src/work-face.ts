import { runWorker } from '@codex-pro/jobs';
import { ConfigError } from '@codex-pro/runtime';
import { stateHome } from '@codex-pro/settings';
import type { Product } from './product.ts';
import { isStartTool, type ServerDefinition } from './server-definition.ts';

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
  return runWorker({
    home: stateHome(env),
    jobId,
    env,
    work: (running) => {
      const worker = definition.tools.filter(isStartTool).find((tool) => tool.owns(running.job));
      if (worker === undefined) {
        throw new ConfigError(
          'not_configured',
          `The ${product.name} server does not do ${running.job.kind}.`,
        );
      }
      return worker.work(running, product);
    },
  });
}
