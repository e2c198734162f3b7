import { rm } from 'node:fs/promises';
import { toDiskError } from './disk-error.ts';
import { assertFileName, type FileToWrite, stageAll, syncFolder } from './durable-file.ts';
import type { ExpectedJob } from './expected-job.ts';
import type { JobStart } from './job.ts';
import { makeJobFolder } from './job-folder.ts';
import type { JobParts } from './job-parts.ts';
import type { NewJob } from './job-queue.ts';
import { cancelledMarkName } from './job-tidying.ts';
import { type RequestFile, requestFileName, type Upkeep } from './request-file.ts';
import { resultFileName } from './result-file.ts';
import { workerFileName } from './worker-file.ts';
import { workerLogName } from './worker-log.ts';

export interface Submission {
  readonly kind: string;
  /** Of the id: `rev`. */
  readonly prefix: string;
  /** Real path of the git root or folder. */
  readonly workspace: string;
  readonly session: string | null;
  /** Kept as JSON; given back to the worker. */
  readonly request: unknown;
  /** Files for the worker, kept beside the request. */
  readonly attachments: readonly FileToWrite[];
  readonly start: JobStart;
  /** Milliseconds it may run. */
  readonly limitMs: number;
  readonly identity: {
    readonly model: string | null;
    readonly effort: string | null;
    readonly tier: string | null;
    readonly profile: string | null;
  };
  /** Handed to the worker in memory where `needsKey`. */
  readonly apiKey?: string | undefined;
  readonly needsKey: boolean;
}

const reserved = new Set([requestFileName, resultFileName, workerFileName, workerLogName, cancelledMarkName]);

/**
 * Records a job: first its folder with the request and the attachments, complete and flushed, then its row. Whoever
 * sees the row finds the files; a submission that fails leaves nothing, and nothing of the job that was expected.
 * Throws ConfigError `not_configured` where the disk or the store refuses.
 */
export async function recordSubmission(
  submission: Submission,
  upkeep: Upkeep,
  { home, queue, clock, openStore }: Pick<JobParts, 'home' | 'queue' | 'clock' | 'openStore'>,
  expected: ExpectedJob | null,
): Promise<string> {
  const { attachments } = submission;
  for (const { name } of attachments) {
    assertFileName(name);
    if (reserved.has(name)) throw new Error(`An attachment may not be called ${name}.`);
  }
  // First, so that a store that cannot be used is known before anything is made.
  openStore();
  const { id, folder } = expected ?? makeJobFolder(home, submission.prefix);
  try {
    const { model, effort, tier, profile } = submission.identity;
    const job: NewJob = {
      id,
      kind: submission.kind,
      workspace: submission.workspace,
      session: submission.session,
      createdAt: clock.now(),
      limitMs: submission.limitMs,
      model,
      effort,
      tier,
      profile,
      needsKey: submission.needsKey,
      start: submission.start,
    };
    const record: RequestFile = {
      schema: 'codex-pro-request/1',
      job,
      upkeep,
      attachments: attachments.map(({ name }) => name),
      request: submission.request,
    };
    const files = [...attachments, { name: requestFileName, content: JSON.stringify(record, null, 2) }];
    for (const staged of await stageAll(folder, files)) staged.publish();
    syncFolder(folder);
    syncFolder(home.jobs);
    await queue.enqueue(job);
    return id;
  } catch (error) {
    if (expected === null) await rm(folder, { recursive: true, force: true });
    else await expected.cancel();
    throw toDiskError(error, home.path);
  }
}
