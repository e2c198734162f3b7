import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { type StartedClient, startClient } from '@codex-pro/mcp';
import { account } from '../account.ts';
import { checkOutcome } from '../check-outcome.ts';
import { plantedBase, plantedBranch } from '../planted-repository.ts';
import { type Stage, setStage } from '../stage.ts';

interface Play {
  readonly stage: Stage;
  readonly bundles: { readonly review: string; readonly jobs: string };
  readonly signal: AbortSignal;
  print(line: string): void;
}

/**
 * A review that nobody waits for: watched from a terminal, its server killed, its result fetched by another one.
 * Throws an Error that says what was not as it should be.
 */
export async function jobsDemo(
  bundle: string,
  print: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const stage = await setStage();
  const review = join(dirname(bundle), 'review.mjs');
  try {
    print('codex-pro: a job that outlives its server\n');
    print("The model's replies are RECORDED and the login is made up: nothing leaves this machine.");
    print('All else is real: the bundles that the plugin ships, MCP over stdio, SIGKILL.\n');
    print(`  repository  ${stage.repository}, branch ${plantedBranch} against ${plantedBase}`);
    print(`  backend     ${stage.emulator.codexUrl}\n`);
    const complaint = await play({ stage, bundles: { review, jobs: bundle }, signal, print });
    if (complaint !== null) throw new Error(complaint);
  } finally {
    await stage.strike();
    print(`\n${existsSync(stage.folder) ? 'Left behind' : 'Removed'}: ${stage.folder}`);
  }
}

async function play(run: Play): Promise<string | null> {
  const { stage, bundles, signal, print } = run;
  const { client: first, id } = await startUnwaited(run);
  const watching = watch(run, id);
  try {
    await underWay(stage, signal);
    process.kill(first.pid, 'SIGKILL');
    await ended(first.pid, signal);
    print(`  — its server (pid ${first.pid}) is killed with SIGKILL, in the middle of the answer —`);
    await watching.ended;
  } finally {
    watching.stop();
    await first.close();
  }

  const second = await connect(bundles.jobs, stage);
  try {
    print(`\nAnother server (pid ${second.pid}) is asked: get_result {"job_id": "${id}"}`);
    const answer = await second.call('get_result', { job_id: id }, { signal });
    print(`  ${String(answer.structured?.['summary'] ?? answer.text)}`);
    const { found, complaint } = checkOutcome(answer, 'one');
    print(`  ${found} planted bugs found: all of it is there.`);
    return complaint ?? account(stage, print);
  } finally {
    await second.close();
  }
}

async function startUnwaited({
  stage,
  bundles,
  signal,
  print,
}: Play): Promise<{ client: StartedClient; id: string }> {
  const client = await connect(bundles.review, stage);
  const request = {
    workspace: stage.repository,
    scope: 'branch',
    base: plantedBase,
    // One reviewer: there is less to watch.
    depth: 'quick',
    wait_seconds: 0,
  };
  const started = performance.now();
  const answer = await client.call('review', request, { signal });
  const took = Math.round(performance.now() - started);
  const { job } = (answer.structured ?? {}) as { readonly job?: { readonly id: string } };
  if (job === undefined) throw new Error(answer.text);
  print(`A server (pid ${client.pid}) is asked for a review and to wait 0 s: job ${job.id} after ${took} ms`);
  return { client, id: job.id };
}

/** The command that anybody may type in another terminal; it ends with the job. */
function watch({ stage, bundles, print }: Play, id: string): { ended: Promise<void>; stop(): void } {
  const command = ['run', 'get-job', id, '--watch'];
  print(`\nWatched from a terminal: node jobs.mjs ${command.join(' ')}`);
  const child = spawn(process.execPath, [bundles.jobs, ...command], {
    cwd: stage.repository,
    env: { ...process.env, ...stage.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => print(`  ${line}`));
  }
  const closed = once(child, 'close').then(([code]) => {
    if (code !== 0) throw new Error(`Watching ended with ${String(code)}.`);
  });
  // Whoever stops it before its end does not wait for it.
  closed.catch(() => undefined);
  return { ended: closed, stop: () => void child.kill() };
}

/** Waits until the backend answers the review. */
async function underWay({ emulator }: Stage, signal: AbortSignal): Promise<void> {
  const giveUpAt = performance.now() + 30_000;
  while (emulator.openRequests === 0) {
    if (performance.now() > giveUpAt) throw new Error('The review does not get on.');
    await sleep(20, undefined, { signal });
  }
  // So that the kill comes in the middle of it.
  await sleep(500, undefined, { signal });
}

async function ended(pid: number, signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return; // ESRCH: it is gone.
    }
    await sleep(10, undefined, { signal });
  }
}

function connect(bundle: string, { repository, env }: Stage): Promise<StartedClient> {
  return startClient({
    name: 'codex-pro-demo',
    command: process.execPath,
    args: [bundle],
    cwd: repository,
    env,
  });
}
