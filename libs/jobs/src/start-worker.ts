import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { ConfigError } from '@codex-pro/runtime';
import type { Job, JobStart } from './job.ts';
import { type Handover, keyDescriptor, keyDescriptorVariable, sealHandover } from './key-handover.ts';
import { secretVariables, workerEnvironment } from './worker-environment.ts';
import { workerLogName } from './worker-log.ts';

export interface WorkerStart {
  readonly job: Job;
  /** The job's folder; `worker.log` goes there. */
  readonly folder: string;
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  /** Where this program's own bundles lie; one of the job's kind there is preferred. */
  readonly bundleFolder: string | null;
  readonly apiKey: string | undefined;
}

/**
 * Starts a detached worker (its own session and process group), which outlives whoever started it.
 * Gives back how to see whether its process lives.
 * Throws ConfigError `not_configured` where there is no bundle to run or it cannot be started.
 */
export async function startWorker(start: WorkerStart): Promise<{ lives(): boolean }> {
  const { job, apiKey } = start;
  const variables = secretVariables(start.env);
  const handsOver = apiKey !== undefined || Object.keys(variables).length > 0;
  const bundle = findBundle(job.start, start.bundleFolder);
  const node = existsSync(job.start.node) ? job.start.node : process.execPath;
  const log = openLog(join(start.folder, workerLogName));
  try {
    const child = spawn(node, [bundle, 'work', job.id], {
      cwd: start.folder,
      detached: true,
      windowsHide: true,
      stdio: ['ignore', log, log, handsOver ? 'pipe' : 'ignore'],
      env: {
        ...workerEnvironment(start.env, start.home),
        ...(handsOver ? { [keyDescriptorVariable]: String(keyDescriptor) } : {}),
      },
    });
    const pipe = child.stdio[keyDescriptor];
    if (handsOver && pipe instanceof Socket) handOver({ apiKey, variables }, pipe);
    await once(child, 'spawn');
    child.unref();
    return { lives: () => child.exitCode === null && child.signalCode === null };
  } catch (error) {
    throw new ConfigError(
      'not_configured',
      `The worker of job ${job.id} could not be started: ${String(error)}.`,
      {
        hint: `Check that ${node} runs, then use retry_job.`,
        cause: error,
      },
    );
  } finally {
    if (typeof log === 'number') closeSync(log);
  }
}

/** So little is in the system's hands at once: a starter that exits now, or a worker that hangs, changes nothing. */
function handOver(handover: Handover, pipe: Socket): void {
  // A worker that died before it read its key does not claim its job; whoever looks next starts another.
  pipe.on('error', () => undefined);
  pipe.end(sealHandover(handover));
  pipe.unref();
}

function findBundle(start: JobStart, folder: string | null): string {
  const sibling = folder === null ? null : join(folder, `${start.kind}.mjs`);
  if (sibling !== null && existsSync(sibling)) return sibling;
  if (existsSync(start.bundle)) return start.bundle;
  throw new ConfigError(
    'not_configured',
    `The program that runs ${start.kind} jobs is gone: ${start.bundle} (version ${start.version}).`,
    {
      hint: `Install codex-pro again, then use retry_job. Looked in ${folder ?? dirname(start.bundle)} too.`,
    },
  );
}

/** A worker runs without a log rather than not at all (disk full, read-only folder). */
function openLog(path: string): number | 'ignore' {
  try {
    return openSync(path, 'a', 0o600);
  } catch {
    return 'ignore';
  }
}
