import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { cancelJob } from './cancel.ts';
import { homeFolder } from './home-folder.ts';
import type { JobQueue } from './job-queue.ts';
import { identityOf } from './process-identity.ts';
import { sampleJob } from './testing/sample-job.ts';
import { openTestStore } from './testing/test-store.ts';

test('an attempt that began after the job was cancelled is left alone', async () => {
  const at = openTestStore();
  const id = 'toy-22222222';
  const child = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
  await once(child, 'spawn');
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  await at.queue.enqueue(sampleJob(id));
  /** Another process has the job run again before the canceller looks. */
  const queue: JobQueue = new Proxy(at.queue, {
    get(target, name) {
      if (name !== 'requestCancel') return Reflect.get(target, name).bind(target);
      return async () => {
        const cancelled = await target.requestCancel(id);
        await target.requeue(id);
        await target.claim(id, identityOf(child.pid ?? 0));
        return cancelled;
      };
    },
  });
  const job = await cancelJob(id, 50, { ...at, queue, home: homeFolder(at.home) });
  expect(job).toMatchObject({ state: 'running', cancelRequestedAt: null });
  expect(child.exitCode ?? child.signalCode).toBeNull();
});
