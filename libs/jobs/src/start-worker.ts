import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { ConfigError } from '@codex-pro/runtime';
import type { JobStart } from './job.ts';
import { keyDescriptor, keyDescriptorVariable, sealHandover } from './key-handover.ts';
import { identityOf, type ProcessIdentity } from './process-identity.ts';
import { secretVariables, workerEnvironment } from './worker-environment.ts';
import { workerLogName } from './worker-log.ts';

export interface WorkerStart {
  readonly id: string;
  readonly start: JobStart;
  /** The job's folder; `worker.log` goes there. */
  readonly folder: string;
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  /** Where this program's own bundles lie; one of the job's kind there is preferred. */
  readonly bundleFolder: string | null;
}

/** A worker's process, as whoever started it holds it. It waits for one of `begin` and `dismiss`. */
export interface StartedWorker {
  readonly identity: ProcessIdentity;
  lives(): boolean;
  /** The job is there to be claimed. Hands over what may only be in memory. */
  begin(apiKey: string | undefined): void;
  /** Ends a worker that was not told to begin. When its starter dies it ends by itself. */
  dismiss(): Promise<void>;
}

/**
 * Starts a detached worker (its own session and process group), which outlives whoever started it.
 * Throws ConfigError `not_configured` where there is no bundle to run or it cannot be started.
 */
export async function startWorker({
  id,
  start,
  folder,
  home,
  env,
  bundleFolder,
}: WorkerStart): Promise<StartedWorker> {
  const bundle = findBundle(start, bundleFolder);
  const node = existsSync(start.node) ? start.node : process.execPath;
  const log = openLog(join(folder, workerLogName));
  try {
    const child = spawn(node, [bundle, 'work', id], {
      cwd: folder,
      detached: true,
      windowsHide: true,
      stdio: ['ignore', log, log, 'pipe'],
      env: { ...workerEnvironment(env, home), [keyDescriptorVariable]: String(keyDescriptor) },
    });
    const pipe = child.stdio[keyDescriptor];
    if (!(pipe instanceof Socket)) throw new Error('The worker was started without a descriptor.');
    // A worker that died before it read does not claim its job; whoever looks next starts another.
    pipe.on('error', () => undefined);
    pipe.unref();
    await once(child, 'spawn');
    child.unref();
    const { pid } = child;
    if (pid === undefined) throw new Error('The worker was started without a pid.');
    return {
      identity: identityOf(pid),
      lives: () => child.exitCode === null && child.signalCode === null,
      // So little is in the system's hands at once: a starter that exits now, or a worker that hangs, changes nothing.
      begin: (apiKey) => pipe.end(sealHandover({ apiKey, variables: secretVariables(env) })),
      dismiss: () => endNow(child),
    };
  } catch (error) {
    throw new ConfigError(
      'not_configured',
      `The worker of job ${id} could not be started: ${String(error)}.`,
      {
        hint: `Check that ${node} runs, then use retry_job.`,
        cause: error,
      },
    );
  } finally {
    if (typeof log === 'number') closeSync(log);
  }
}

async function endNow(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.ref();
  child.kill('SIGKILL');
  await ended;
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
