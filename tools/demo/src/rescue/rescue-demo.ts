import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Emulator, startEmulator } from '@codex-pro/emulator';
import { type StartedClient, startClient } from '@codex-pro/mcp';
import { settleJobs } from '../settle-jobs.ts';
import { progressPrinter } from '../show-progress.ts';
import { checkCommand, makeBrokenProject, recordedTurns, task } from './broken-project.ts';

interface Play {
  readonly project: string;
  readonly home: string;
  readonly emulator: Emulator;
  readonly client: StartedClient;
  readonly signal: AbortSignal;
  print(line: string): void;
}

/** A broken test handed over, mended in a sandbox, and applied. Throws an Error that says what was not as it should be. */
export async function rescueDemo(
  bundle: string,
  print: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  // Not below the usual folder of temporary files, which commands cannot see.
  const folder = await realpath(
    await mkdtemp(join(existsSync('/var/tmp') ? '/var/tmp' : '.', 'codex-pro-demo-')),
  );
  const [home, project] = [join(folder, 'codex-pro'), join(folder, 'slugs')];
  const emulator = await startEmulator({
    scenario: { replies: recordedTurns },
    latency: { headers: 200, first_event: 300, event: 4 },
  });
  let client: StartedClient | undefined;
  try {
    makeBrokenProject(project);
    introduce(print, project, emulator);
    client = await startClient({
      name: 'codex-pro-demo',
      command: process.execPath,
      args: [bundle],
      cwd: project,
      env: {
        HOME: folder,
        PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
        CODEX_HOME: join(folder, 'codex'),
        CODEX_PRO_HOME: home,
        CODEX_PRO_BASE_URL: emulator.url,
        CODEX_PRO_API_KEY: 'emulator-key',
      },
    });
    await play({ project, home, emulator, client, signal, print });
  } finally {
    await settleJobs(home);
    await client?.close();
    await emulator.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    print(`\n${existsSync(folder) ? 'Left behind' : 'Removed'}: ${folder}`);
  }
}

function introduce(print: Play['print'], project: string, emulator: Emulator): void {
  print('codex-pro: a rescue, from a broken test to the applied patch\n');
  print("The model's turns are RECORDED: nothing leaves this machine.");
  print(
    'All else is real: the bundle that the plugin ships, MCP over stdio, the sandbox, the commands, the patch.\n',
  );
  print(`  project     ${project}, one test of two broken, uncommitted`);
  print(`  backend     ${emulator.url}\n`);
  print(`  task        ${task}`);
  print(`  check       ${checkCommand}\n`);
}

async function play({ project, home, client, signal, print, emulator }: Play): Promise<void> {
  if (passes(project)) throw new Error('The test was to be broken.');
  const show = progressPrinter(print, () => performance.now());
  const answer = await client.call(
    'rescue',
    { task, check_command: checkCommand, wait_seconds: 90 },
    { signal, timeoutMs: 110_000, onProgress: ({ message }) => show(message ?? '') },
  );
  if (answer.isError) throw new Error(answer.text);
  const job = record(answer.structured, 'job');
  await showTurns(join(home, 'jobs', String(job['id'])), print);
  const rescue = record(answer.structured, 'rescue');
  const checks = record(rescue, 'checks');
  print(
    `\nThe result: ${rescue['outcome']}, in a copy (${rescue['isolation']}); the check exited with ${checks['exit']}`,
  );
  print(`  ${rescue['summary']}\n`);
  print(await readFile(String(rescue['patch']), 'utf8'));
  if (rescue['outcome'] !== 'done' || checks['passed'] !== true) throw new Error('The check did not pass.');
  if (passes(project)) throw new Error('The working tree changed before it was told to.');
  const applied = await client.call('apply_rescue', { job_id: job['id'] }, { signal });
  if (applied.isError) throw new Error(applied.text);
  print(`apply_rescue: ${applied.structured?.['summary']}`);
  if (!passes(project)) throw new Error('The tests of the project still fail.');
  print('The tests of the project pass.');
  print(
    `\nWhat the backend saw: ${emulator.ledger.requests} requests; rules of the live backend broken: ${emulator.violations.length}.`,
  );
}

/** Each command of the transcript and the last words of what the model was told of it. */
async function showTurns(folder: string, print: Play['print']): Promise<void> {
  print('\nWhat ran in the sandbox');
  const lines = (await readFile(join(folder, 'transcript.jsonl'), 'utf8')).trim().split('\n');
  for (const line of lines) {
    const entry = JSON.parse(line) as {
      type: string;
      record?: { cmd?: string; exit?: number };
      item?: { output?: string };
    };
    if (entry.type !== 'output' || entry.record?.cmd === undefined) continue;
    print(`  $ ${entry.record.cmd}   → exit ${entry.record.exit}`);
    const output = (entry.item?.output ?? '').split('Output:\n')[1] ?? '';
    for (const said of output.trim().split('\n').slice(-4)) print(`      ${said}`);
  }
}

function passes(project: string): boolean {
  try {
    execFileSync(process.execPath, ['--test'], { cwd: project, stdio: 'ignore' });
    return true;
  } catch {
    return false; // The tests fail.
  }
}

function record(value: unknown, field: string): Record<string, unknown> {
  const found = typeof value === 'object' && value !== null ? Reflect.get(value, field) : undefined;
  if (typeof found !== 'object' || found === null) throw new Error(`The answer has no ${field}.`);
  return found as Record<string, unknown>;
}
