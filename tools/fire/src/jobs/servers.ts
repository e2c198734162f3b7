import { type ClientAnswer, type StartedClient, startClient } from '@codex-pro/mcp';
import { bundleOf, type ServerName } from '../bundle.ts';
import { patienceMs, type ShownError } from '../faces.ts';
import type { Stage } from '../stage.ts';

export interface ServerChoice {
  /** Another folder of bundles: another version of the plugin. */
  readonly folder?: string;
  /** Laid over the stage's own. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A server of the product as a host starts it; it ends with the stage at the latest. */
export async function startServer(
  stage: Stage,
  server: ServerName,
  { folder, env }: ServerChoice = {},
): Promise<StartedClient> {
  const client = await startClient({
    command: process.execPath,
    args: [bundleOf(server, folder)],
    env: { ...stage.env, ...env },
    cwd: stage.repository,
  });
  stage.afterwards(() => client.close());
  return client;
}

/** What the tests here look at in an envelope. */
export interface ShownJob {
  readonly id: string;
  readonly state: string;
  readonly attempts: number;
}

export interface ReviewAnswer {
  /** null where the call was refused before anything was recorded. */
  readonly job: ShownJob | null;
  readonly error: ShownError | null;
}

/** A review that runs by itself. Throws where it was refused. */
export async function startedJob(server: StartedClient): Promise<ShownJob> {
  const { job, error } = await startReview(server);
  if (job === null) throw new Error(`The review was refused: ${error?.message}`);
  return job;
}

/** Starts a review and waits so long for it: not at all unless told. */
export async function startReview(server: StartedClient, waitSeconds = 0): Promise<ReviewAnswer> {
  const args = { scope: 'working-tree', wait_seconds: waitSeconds };
  return envelopeOf(await server.call('review', args, { timeoutMs: patienceMs }));
}

export function envelopeOf({ structured, text }: ClientAnswer): ReviewAnswer {
  if (structured?.['job'] === undefined) throw new Error(`There is no envelope in this answer: ${text}`);
  return structured as unknown as ReviewAnswer;
}

/** The envelope of a job once it has ended, as the jobs server gives it. Throws after 100 s. */
export async function fetchResult(
  jobs: StartedClient,
  id: string,
): Promise<Readonly<Record<string, unknown>>> {
  const answer = await jobs.call('wait_for_job', { job_id: id, wait_seconds: 100 });
  const result = answer.structured?.['result'];
  if (typeof result !== 'object' || result === null) throw new Error(`There is no result: ${answer.text}`);
  return result as Readonly<Record<string, unknown>>;
}

/** Ids of the jobs that a tool of the jobs server lists, newest first. */
export async function listedIds(jobs: StartedClient): Promise<string[]> {
  const { structured } = await jobs.call('list_jobs', {});
  const listed = structured?.['jobs'] as readonly ShownJob[] | undefined;
  return (listed ?? []).map(({ id }) => id);
}
