import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startEmulator } from '@codex-pro/emulator';
import { openJobs } from '@codex-pro/jobs';
import { seedJobs, seedQueue } from '@codex-pro/jobs/testing';
import { type StartedClient, startClient } from '@codex-pro/mcp';
import { interleaved } from './figures.ts';
import { residentMegabytes } from './process-table.ts';
import { familyTimeOf, processorTime, processorTimeOf } from './processor-time.ts';
import { bundlePath } from './product.ts';
import { printHeading, printNote, printReadings } from './report.ts';
import { coldStart } from './stdio-server.ts';
import type { Suite } from './suites.ts';
import { makeTwentyFileDiff } from './twenty-files.ts';

/** What it costs that jobs are facts on disk: starting, waiting, claiming, listing, and being refused. */
export const jobsSuite: Suite = async (context) => {
  await runningJobs(context);
  await claims(context);
  for (const count of [10_000, 100_000]) await lists(context, count);
};

/** How long a worker that waits is watched, in milliseconds. */
const watchedMs = 10_000;
const heartbeatsWatched = watchedMs / 2_000;

const runningJobs: Suite = async ({ folder, rounds }) => {
  const repository = join(folder, 'repository');
  makeTwentyFileDiff(repository);
  const emulator = await startEmulator({ record: 'heads' });
  const env = productEnv(join(folder, 'home'), emulator.url);
  const client = await startClient({
    command: process.execPath,
    args: [bundlePath('review')],
    cwd: repository,
    env,
  });
  const jobs = openJobs({ home: join(folder, 'home'), env, bundleFolder: null });
  try {
    await review(client);
    const starts: number[] = [];
    for (let round = 0; round < rounds * 2; round += 1) {
      const { created_at: created, started_at: started } = (await review(client)).job;
      starts.push(Date.parse(started ?? '') - Date.parse(created));
    }
    printHeading('A job');
    printReadings('recorded to running', 'ms', starts);

    const idle = await Promise.all(
      Array.from({ length: rounds }, () => coldStart(bundlePath('jobs'), productEnv(folder, emulator.url))),
    );
    printReadings(
      'jobs server at rest: RSS',
      'MB',
      idle.map(({ restingMb }) => restingMb),
    );

    emulator.fail({ fault: 'headers_never' });
    const { id } = (await review(client, 0)).job;
    while (emulator.openRequests === 0) await sleep(20);
    await sleep(1_000);
    const { pid } = await jobs.find(id);
    if (pid === null) throw new Error('The job has no worker.');
    const before = processorTimeOf(pid);
    await sleep(watchedMs);
    const spent = processorTimeOf(pid) - before;
    printReadings('worker that waits for the backend: RSS', 'MB', [residentMegabytes(pid)]);
    printReadings('  processor time for each heartbeat', 'ms', [spent / heartbeatsWatched]);
    printNote('  (every 2 s; the ten looks for a cancel request between two are in it)');
    await jobs.cancel(id);
    emulator.heal();

    emulator.fail({ fault: 'usage_limit', on: 1 });
    await review(client);
    await sleep(1_000);
    const calls = rounds * 2;
    const work = familyTimeOf(client.pid);
    const waits: number[] = [];
    for (let call = 0; call < calls; call += 1) {
      const begun = performance.now();
      const { error } = await review(client);
      if (error?.code !== 'usage_limit') throw new Error('The quota gate is not closed.');
      waits.push(performance.now() - begun);
    }
    await sleep(1_000);
    printReadings('refused at a closed quota gate: call to answer', 'ms', waits);
    printReadings('  processor time of all processes, a call', 'ms', [
      (familyTimeOf(client.pid) - work) / calls,
    ]);
  } finally {
    jobs.close();
    await client.close();
    await emulator.close();
  }
};

const claims: Suite = async ({ folder, rounds }) => {
  const processes = 6;
  const count = 1_200;
  const rates: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const home = join(folder, `queue-${round}`);
    await mkdir(home);
    seedQueue(home, count);
    const program = fileURLToPath(new URL('take-jobs.ts', import.meta.url));
    const takers = Array.from({ length: processes }, () =>
      spawn(process.execPath, [program, home], { stdio: ['pipe', 'pipe', 'inherit'] }),
    );
    await Promise.all(takers.map(({ stdout }) => once(stdout, 'data')));
    const begun = performance.now();
    const taken = await Promise.all(
      takers.map(async ({ stdin, stdout }) => {
        stdin.end('go\n');
        const [chunk] = await once(stdout, 'data');
        return Number(String(chunk));
      }),
    );
    const seconds = (performance.now() - begun) / 1000;
    const total = taken.reduce((sum, one) => sum + one, 0);
    if (total !== count) throw new Error(`${total} of ${count} jobs were claimed.`);
    rates.push(count / seconds);
  }
  printHeading(
    `A queue of ${count} jobs, emptied by ${processes} processes: dispatch, claim, end, each flushed`,
  );
  printReadings('claims', 'claims/s', rates);
};

async function lists({ folder, rounds }: Parameters<Suite>[0], count: number): Promise<void> {
  const home = join(folder, `home-${count}`);
  await mkdir(home);
  seedJobs(home, count);
  const env = productEnv(home, 'http://127.0.0.1:1/v1');
  const bundle = bundlePath('jobs');
  const jobs = openJobs({ home, env, bundleFolder: null });
  const [job] = (await jobs.list({ limit: 1 })).jobs;
  jobs.close();
  const commands = {
    'run list-jobs --all-workspaces': ['run', 'list-jobs', '--all-workspaces'],
    'run get-job': ['run', 'get-job', job?.id ?? ''],
  };
  printHeading(`${count.toLocaleString('en')} ended jobs in the store`);
  for (const [name, command] of Object.entries(commands)) {
    const { first, second } = await interleaved(
      rounds * 2,
      () => processorTime([bundle, ...command], env),
      () => processorTime([bundle, '--version'], env),
    );
    printReadings(`${name}: processor time`, 'ms', first);
    printReadings('  beyond that of --version', 'ms', beyond(first, second));
  }
  const client = await startClient({ command: process.execPath, args: [bundle], env, cwd: folder });
  try {
    const warm: number[] = [];
    for (let round = 0; round < rounds * 4; round += 1) {
      const begun = performance.now();
      await client.call('list_jobs', { all_workspaces: true });
      if (round > 0) warm.push(performance.now() - begun);
    }
    printReadings('list_jobs over MCP, warm server', 'ms', warm);
  } finally {
    await client.close();
  }
}

function beyond(readings: readonly number[], peer: readonly number[]): number[] {
  return readings.map((reading, round) => reading - (peer[round] ?? Number.NaN));
}

function productEnv(home: string, baseUrl: string): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    CODEX_HOME: join(home, 'no-codex-home'),
    CODEX_PRO_HOME: home,
    CODEX_PRO_BASE_URL: baseUrl,
    CODEX_PRO_API_KEY: 'emulator-key',
  };
}

interface ReviewAnswer {
  readonly job: { readonly id: string; readonly created_at: string; readonly started_at: string | null };
  readonly error: { readonly code: string } | null;
}

async function review(client: StartedClient, waitSeconds = 60): Promise<ReviewAnswer> {
  const { structured, text } = await client.call('review', { depth: 'quick', wait_seconds: waitSeconds });
  if (structured?.['job'] === undefined) throw new Error(text);
  return structured as unknown as ReviewAnswer;
}
