import { jobLimits, loadHouse, type Product, resolveWorkspace } from '@codex-pro/capability';
import type { Job, Jobs } from '@codex-pro/jobs';
import type { ToolContext } from '@codex-pro/mcp';
import { InputError } from '@codex-pro/runtime';

/** One call of a tool here: which program answers it, and who asked. */
export interface CallSite {
  readonly product: Product;
  readonly context: ToolContext;
}

export interface FoundRescue {
  readonly jobs: Jobs;
  readonly job: Job;
  /** Absolute path of its folder. */
  readonly folder: string;
  readonly home: string;
}

/** The rescue that a call names. Throws InputError where it is none. */
export async function findRescue(reference: string, { product }: CallSite): Promise<FoundRescue> {
  const house = await loadHouse();
  const home = house.stateHome(product.env);
  const jobs = house.openJobs({ home, env: product.env, limits: await jobLimits(house, product.env) });
  const job = await jobs.find(reference);
  if (job.kind === 'rescue') return { jobs, job, folder: jobs.folder(job.id), home };
  throw new InputError('input_invalid', `Job ${job.id} is a ${job.kind}, not a rescue.`, {
    hint: 'list_jobs shows the rescues of this workspace.',
  });
}

/** Real path of the workspace that a call means. */
export async function workspaceOf(
  argument: string | undefined,
  { product, context }: CallSite,
): Promise<string> {
  const request = { argument, env: product.env, hostRoot: context.root, cwd: process.cwd() };
  return (await resolveWorkspace(request)).root;
}
