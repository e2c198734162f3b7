import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import type { Job } from '../job.ts';
import { type Jobs, type JobsOptions, openJobs } from '../jobs.ts';
import type { Submission } from '../submit.ts';
import { temporaryHome } from './temporary-home.ts';
import type { ToyRequest } from './toy-request.ts';
import { toySubmission } from './toy-submission.ts';

export interface ToyJobs {
  readonly home: string;
  readonly jobs: Jobs;
  submit(request?: ToyRequest, changes?: Partial<Submission>): Promise<Job>;
  /** Waits for the end, 15 s at most. */
  end(id: string): Promise<Job>;
  /** Waits until a toy worker says that it holds, and returns its pid. */
  held(id: string): Promise<number>;
}

/** Jobs with real workers in a state folder of this test. What still runs when the test ends is killed. */
export function openToyJobs(options: Partial<JobsOptions> = {}): ToyJobs {
  const home = options.home ?? temporaryHome();
  const jobs = openJobs({ home, bundleFolder: null, ...options });
  onTestFinished(async () => {
    jobs.close();
    await killWorkers(home);
  });
  const end = (id: string) => jobs.wait(id, { waitMs: 15_000, signal: new AbortController().signal });
  return {
    home,
    jobs,
    end,
    submit: (request, changes) => jobs.submit(toySubmission(request, changes)),
    async held(id) {
      await eventually(() => existsSync(join(jobs.folder(id), 'held')));
      return (await jobs.find(id)).pid ?? 0;
    },
  };
}

/** Resolves once `check` holds; fails after 10 s. */
export async function eventually(check: () => boolean | Promise<boolean>, ms = 10_000): Promise<void> {
  const until = performance.now() + ms;
  while (!(await check())) {
    if (performance.now() > until) throw new Error(`It never came true: ${check.toString()}`);
    await sleep(20);
  }
}

/** Makes the worker of a job that was not yet started stop before its claim. */
export function holdBeforeClaim(folder: string): void {
  writeFileSync(join(folder, 'hold before the claim'), '');
}

/** Kills every process that works in a home: workers, those they started, and those that have only just been started. */
async function killWorkers(home: string): Promise<void> {
  await eventually(() => {
    const pids = processesOf(home);
    for (const pid of pids) kill(pid);
    return pids.length === 0;
  });
}

function processesOf(home: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && environmentOf(pid).includes(`\0CODEX_PRO_HOME=${home}\0`));
}

function environmentOf(pid: number): string {
  try {
    return `\0${readFileSync(`/proc/${pid}/environ`, 'utf8')}`;
  } catch {
    return ''; // It ended in between.
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended in between.
  }
}
