import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { toDiskError } from './disk-error.ts';
import { assertFileName, stageFile, syncFolder } from './durable-file.ts';
import type { HomeFolder } from './home-folder.ts';
import type { JobStart } from './job.ts';
import { newJobId } from './job-id.ts';
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
  readonly attachments: readonly { readonly name: string; readonly content: string | Uint8Array }[];
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
 * sees the row finds the files; a submission that fails leaves nothing.
 * Throws ConfigError `not_configured` where the disk or the store refuses.
 */
export async function recordSubmission(
  submission: Submission,
  upkeep: Upkeep,
  { home, queue, clock, openStore }: Pick<JobParts, 'home' | 'queue' | 'clock' | 'openStore'>,
): Promise<string> {
  for (const { name } of submission.attachments) {
    assertFileName(name);
    if (reserved.has(name)) throw new Error(`An attachment may not be called ${name}.`);
  }
  // First, so that a store that cannot be used is known before anything is made.
  openStore();
  const { id, folder } = makeJobFolder(home, submission.prefix);
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
    const file: RequestFile = {
      schema: 'codex-pro-request/1',
      job,
      upkeep,
      attachments: submission.attachments.map(({ name }) => name),
      request: submission.request,
    };
    for (const { name, content } of submission.attachments)
      (await stageFile(folder, name, content)).publish();
    (await stageFile(folder, requestFileName, JSON.stringify(file, null, 2))).publish();
    syncFolder(folder);
    syncFolder(home.jobs);
    await queue.enqueue(job);
    return id;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw toDiskError(error, home.path);
  }
}

function makeJobFolder(home: HomeFolder, prefix: string): { id: string; folder: string } {
  for (;;) {
    const id = newJobId(prefix);
    const folder = home.job(id);
    try {
      mkdirSync(folder, { mode: 0o700 });
      return { id, folder };
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') continue;
      throw toDiskError(error, home.path);
    }
  }
}
