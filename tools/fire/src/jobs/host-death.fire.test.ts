import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { StartedClient } from '@codex-pro/mcp';
import { describe, expect, test, vi } from 'vitest';
import { reviewBundle } from '../bundle.ts';
import { expectNothingLeft, processesWith } from '../leftovers.ts';
import { type Stage, setStage } from '../stage.ts';
import { fetchResult, listedIds, startReview, startServer } from './servers.ts';

const patience = { timeout: 30_000, interval: 20 };
/** Time to kill whoever waits for the answer. */
const answerMs = 5_000;

/** Somebody who asked for a review and waits for it. */
interface Waiter {
  die(): Promise<void>;
}

async function waitingServer(
  stage: Stage,
  die: (server: StartedClient) => Promise<unknown>,
): Promise<Waiter> {
  const server = await startServer(stage, 'review');
  // The answer never comes: that is what this is about.
  startReview(server, 100).catch(() => undefined);
  return { die: async () => void (await die(server)) };
}

/** The server dies with its host: both are of one process group. */
async function waitingHost(stage: Stage): Promise<Waiter> {
  const program = fileURLToPath(new URL('host.ts', import.meta.url));
  const host = spawn(process.execPath, [program, reviewBundle], {
    cwd: stage.repository,
    env: stage.env,
    stdio: 'ignore',
    detached: true,
  });
  const { pid } = host;
  if (pid === undefined) throw new Error('The host did not start.');
  return { die: async () => void process.kill(-pid, 'SIGKILL') };
}

/** As hosts do: a signal, and half a second later the end, whatever the server made of the signal. */
async function terminate({ pid }: StartedClient): Promise<void> {
  process.kill(pid, 'SIGTERM');
  await sleep(500);
  if (isAlive(pid)) process.kill(pid, 'SIGKILL');
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false; // ESRCH: it is gone.
  }
}

const ways: readonly (readonly [string, (stage: Stage) => Promise<Waiter>])[] = [
  ['its server is killed', (stage) => waitingServer(stage, async ({ pid }) => process.kill(pid, 'SIGKILL'))],
  ['its host is killed with the whole process group', waitingHost],
  ['stdin of its server ends', (stage) => waitingServer(stage, (server) => server.close())],
  ['its server gets SIGTERM, and SIGKILL half a second later', (stage) => waitingServer(stage, terminate)],
];

describe.concurrent('a review goes on, and another process fetches its result, when', () => {
  test.each(ways)('%s in the middle of the call', async (_, wait) => {
    const stage = await setStage({ emulator: { latency: { headers: answerMs } } });
    const { emulator } = stage;
    try {
      const waiter = await wait(stage);
      await vi.waitFor(() => expect(emulator.openRequests).toBe(1), patience);
      await waiter.die();
      await vi.waitFor(() => {
        const living = processesWith(stage.home).map(({ command }) => command);
        expect(living).toEqual([expect.stringMatching(/ work rev-\w+$/)]);
      }, patience);
      expect(emulator.openRequests).toBe(1);

      const jobs = await startServer(stage, 'jobs');
      const [id = '', ...others] = await listedIds(jobs);
      expect(others).toEqual([]);
      expect(await fetchResult(jobs, id)).toMatchObject({
        job: { id, state: 'succeeded', attempts: 1 },
        review: { findings: expect.any(Array) },
      });
      expect(emulator.modelRequests).toMatchObject([{ status: 200, aborted: false }]);
      await jobs.close();
      await expectNothingLeft(stage);
    } finally {
      await stage.close();
    }
  });
});
