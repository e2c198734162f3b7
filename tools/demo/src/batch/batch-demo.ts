import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Emulator, startEmulator } from '@codex-pro/emulator';
import { type Jobs, openJobs } from '@codex-pro/jobs';
import { type StartedClient, startClient } from '@codex-pro/mcp';
import { settleJobs } from '../settle-jobs.ts';
import { progressPrinter } from '../show-progress.ts';
import { fableBook, fables, translated } from './fables.ts';
import { showPage } from './show-page.ts';

const atOnce = 2;
const request = {
  source: 'fables.md',
  prompt: 'Translate {{name}} into German. Answer with the fable alone, without its title.\n\n{{chunk}}',
  output_dir: 'german',
  combine: 'fabeln.md',
  concurrency: atOnce,
};

/** Where the report stays when the demo has cleaned up. */
const keptReport = join(tmpdir(), 'codex-pro-demo-report', 'report.html');

interface Play {
  readonly shelf: string;
  readonly emulator: Emulator;
  readonly client: StartedClient;
  readonly jobs: Jobs;
  readonly signal: AbortSignal;
  print(line: string): void;
}

/** A batch from plan to report, its worker killed half-way. Throws an Error that says what was not as it should be. */
export async function batchDemo(
  bundle: string,
  print: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'codex-pro-demo-')));
  const home = join(folder, 'codex-pro');
  const shelf = join(folder, 'shelf');
  const emulator = await startEmulator({
    scenario: {
      replies: fables.map(({ title, german }) => ({ match: { contains: `${title} into` }, text: german })),
    },
    latency: { headers: 250, first_event: 250, event: 5 },
  });
  const env = {
    HOME: folder,
    CODEX_HOME: join(folder, 'codex'),
    CODEX_PRO_HOME: home,
    CODEX_PRO_BASE_URL: emulator.url,
    CODEX_PRO_API_KEY: 'emulator-key',
  };
  const jobs = openJobs({ home, env, bundleFolder: null, keyFor: () => env.CODEX_PRO_API_KEY });
  let client: StartedClient | undefined;
  try {
    await mkdir(shelf);
    await writeFile(join(shelf, 'fables.md'), fableBook());
    introduce(print, shelf, emulator);
    client = await startClient({
      name: 'codex-pro-demo',
      command: process.execPath,
      args: [bundle],
      cwd: shelf,
      env,
    });
    await play({ shelf, emulator, client, jobs, signal, print });
  } finally {
    jobs.close();
    await settleJobs(home);
    await client?.close();
    await emulator.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    print(`\n${existsSync(folder) ? 'Left behind' : 'Removed'}: ${folder}`);
  }
}

function introduce(print: Play['print'], shelf: string, emulator: Emulator): void {
  print('codex-pro: a batch, from plan to report\n');
  print("The model's replies are RECORDED: nothing leaves this machine.");
  print('All else is real: the bundle that the plugin ships, MCP over stdio, a job of its own, SIGKILL.\n');
  print(`  source      ${join(shelf, 'fables.md')}, ${fables.length} fables of Aesop`);
  print(`  backend     ${emulator.url}\n`);
}

async function play(stage: Play): Promise<void> {
  const { print, client, signal, jobs } = stage;
  const plan = await client.call('plan_batch', request, { signal });
  if (plan.isError) throw new Error(plan.text);
  print('The plan');
  print(`  ${field(plan.structured, 'summary')}\n`);

  const begun = await client.call('run_batch', { ...request, wait_seconds: 0 }, { signal });
  if (begun.isError) throw new Error(begun.text);
  const jobId = field(record(begun.structured, 'job'), 'id');
  print(`The batch, job ${jobId}`);
  await killHalfWay(stage, jobId);

  const show = progressPrinter(print, () => performance.now());
  const job = await jobs.wait(jobId, {
    waitMs: 60_000,
    signal,
    onProgress: ({ phase, progress }) => {
      if (phase !== null)
        show(`${phase}${progress === null ? '' : ` (${progress.done} of ${progress.total})`}`);
    },
  });
  if (job.state !== 'succeeded') throw new Error(`The job is ${job.state}: ${job.error?.message}`);
  print(`  ${job.summary}\n`);
  await checkOutputs(stage);
  await account(stage);
}

/** Waits until half of the outputs are there, and kills the worker without warning. */
async function killHalfWay({ shelf, jobs, print, signal }: Play, jobId: string): Promise<void> {
  const half = fables.length / 2;
  const limit = Date.now() + 30_000;
  while ((await outputsIn(shelf)).length < half) {
    if (Date.now() > limit) throw new Error('The batch does not get on.');
    await sleep(20, undefined, { signal });
  }
  const { pid } = await jobs.find(jobId);
  if (pid === null) throw new Error('The batch has no worker.');
  process.kill(pid, 'SIGKILL');
  print(
    `  ${(await outputsIn(shelf)).length} of ${fables.length} outputs are there: its worker (pid ${pid}) is killed with SIGKILL`,
  );
  print('  nobody asks for anything: the batch goes on by itself');
}

async function outputsIn(shelf: string): Promise<string[]> {
  const names = await readdir(join(shelf, request.output_dir)).catch(() => []);
  return names.filter((name) => /^\d\d-/.test(name)).sort();
}

async function checkOutputs({ shelf, print }: Play): Promise<void> {
  const names = await outputsIn(shelf);
  if (names.length !== fables.length)
    throw new Error(`${names.length} of ${fables.length} outputs are there.`);
  for (const [at, name] of names.entries()) {
    const fable = fables[at];
    const text = await readFile(join(shelf, request.output_dir, name), 'utf8');
    if (fable === undefined || text !== translated(fable))
      throw new Error(`${name} is not the recorded translation.`);
  }
  print('What is on disk');
  for (const name of names) print(`  ${name}`);
  print(`  and ${request.combine} with all of them in order\n`);
}

async function account({ shelf, emulator, print }: Play): Promise<void> {
  const { completed } = emulator.ledger;
  const twice = completed - fables.length;
  print('What the backend saw');
  print(
    `  ${completed} answers for ${fables.length} fables: asked for twice were ${twice}, on their way at the kill.`,
  );
  print(`  Rules of the live backend broken: ${emulator.violations.length}.`);
  if (twice > atOnce) throw new Error('More was paid for twice than was on its way.');
  const [violation] = emulator.violations;
  if (violation !== undefined) throw new Error(violation.message);
  await mkdir(join(keptReport, '..'), { recursive: true });
  await copyFile(join(shelf, request.output_dir, 'report.html'), keptReport);
  print(`  The report: ${keptReport}${await showPage(keptReport)}`);
}

function record(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function field(value: unknown, name: string): string {
  return String(record(value, name));
}
