import { setTimeout as sleep } from 'node:timers/promises';
import { isEndState, openJobs } from '@codex-pro/jobs';

const limitMs = 3_000;

/** Cancels what still runs in a state folder, and waits (3 s at most) until its workers are gone. */
export async function settleJobs(home: string): Promise<void> {
  const jobs = openJobs({ home });
  try {
    const page = await jobs.list({ limit: 500 });
    for (const job of page.jobs) if (!isEndState(job.state)) await jobs.cancel(job.id);
    const workers = page.jobs.flatMap(({ pid }) => (pid === null ? [] : [pid]));
    const limit = Date.now() + limitMs;
    while (workers.some(isAlive) && Date.now() < limit) await sleep(20);
  } finally {
    jobs.close();
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    // ESRCH: it is gone. Another user's process cannot be a worker of this folder.
    return false;
  }
}
