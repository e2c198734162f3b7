import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CallSpec, type ScenarioReply, startEmulator } from '@codex-pro/emulator';
import { type StartedClient, startClient } from '@codex-pro/mcp';
import { type CodexCli, prepareCodexCli } from './codex-cli.ts';
import { interleaved } from './figures.ts';
import { processesWith, residentMegabytes } from './process-table.ts';
import { bundlePath } from './product.ts';
import { printHeading, printRatio, printReadings } from './report.ts';
import type { Suite } from './suites.ts';

const turns = 30;

/** Two commands, then a patch, ten times over. */
function stepOf(turn: number): CallSpec {
  if (turn % 3 < 2) return exec(`echo ${turn} >> ran.log`);
  const edit = Math.floor(turn / 3);
  const lines = ['*** Begin Patch', '*** Update File: file.txt', '@@', `-line ${edit}`, `+line ${edit + 1}`];
  return { name: 'apply_patch', input: [...lines, '*** End Patch'].join('\n') };
}

function exec(cmd: string): CallSpec {
  return { name: 'exec_command', arguments: { cmd, login: false } };
}

/** A scripted task of 30 turns beside `codex exec`, and what a turn and a sandboxed command cost over nothing. */
export const rescueSuite: Suite = async ({ rounds }) => {
  // Not below the usual folder of temporary files: neither sandbox works on projects there.
  const folder = await mkdtemp('/var/tmp/codex-pro-bench-rescue-');
  let step: (turn: number) => CallSpec | null = stepOf;
  /** The turn at which the worker is killed, once; null for none. */
  let killAt: number | null = null;
  const emulator = await startEmulator({
    record: 'heads',
    reply: ({ items }): ScenarioReply => {
      const turn = items.filter(({ type }) => String(type).endsWith('_call_output')).length;
      if (turn === killAt) {
        killAt = null;
        killWorker(join(folder, 'state', 'jobs'));
      }
      const call = turn < turns ? step(turn) : null;
      if (call !== null) return { calls: [call] };
      return { json: { outcome: 'done', summary: 'All steps are done.', questions: [] } };
    },
  });
  const project = join(folder, 'project');
  await mkdir(project);
  const anew = async () => {
    await rm(join(project, 'ran.log'), { force: true });
    await writeFile(join(project, 'file.txt'), 'line 0\n');
  };
  execFileSync('git', ['init', '--quiet', project]);
  const client = await startClient({
    command: process.execPath,
    args: [bundlePath('rescue')],
    cwd: project,
    env: {
      HOME: folder,
      PATH: process.env['PATH'] ?? '',
      CODEX_PRO_HOME: join(folder, 'state'),
      CODEX_PRO_BASE_URL: emulator.url,
      CODEX_PRO_API_KEY: 'emulator-key',
    },
  });
  try {
    const codex = await prepareCodexCli(join(folder, 'codex-home'), emulator.url, 'rescue');
    const memory = { ours: 0, codex: 0 };
    const ours = async () => {
      await anew();
      return watched('rsc-', memory, 'ours', () => timedRescue(client, project));
    };
    await ours();
    const { first, second } = await interleaved(rounds, ours, async () => {
      await anew();
      return watched(`${folder}/codex-home`, memory, 'codex', () => timedCodex(codex, project));
    });
    printHeading('A scripted task of 30 turns, 20 commands and 10 patches, instant backend');
    printReadings('rescue over MCP, call to result', 'ms', first);
    printReadings('codex exec', 'ms', second);
    printRatio('ours / codex exec', first, second);
    printReadings('memory of the worker, at most', 'MB', [memory.ours]);
    printReadings('memory of codex exec, at most', 'MB', [memory.codex]);

    const ran = Array.from({ length: turns }, (_, turn) => turn).filter((turn) => turn % 3 < 2);
    const wanted = { 'file.txt': `line ${turns / 3}\n`, 'ran.log': ran.map((turn) => `${turn}\n`).join('') };
    let same = 0;
    for (let turn = 0; turn <= turns; turn += 1) {
      killAt = turn;
      await ours();
      const files = Object.entries(wanted).map(async ([name, text]) => {
        return (await readFile(join(project, name), 'utf8')) === text;
      });
      if ((await Promise.all(files)).every(Boolean)) same += 1;
    }
    printReadings(`killed at each of ${turns + 1} turns, gone on: same files, no command twice`, 'runs', [
      same,
    ]);

    const run = async (next: (turn: number) => CallSpec | null) => {
      step = next;
      return ours();
    };
    const plan: CallSpec = { name: 'update_plan', arguments: { plan: [] } };
    const { first: none, second: plans } = await interleaved(
      rounds,
      () => run(() => null),
      () => run(() => plan),
    );
    const commands: number[] = [];
    for (let round = 0; round < rounds; round += 1) commands.push(await run(() => exec('true')));
    const bare = Array.from({ length: 20 }, () => {
      const started = performance.now();
      spawnSync('/bin/bash', ['-c', 'true']);
      return performance.now() - started;
    });
    printReadings('a task without a turn of tools', 'ms', none);
    printReadings(
      '  a turn over nothing',
      'ms',
      plans.map((ms, at) => (ms - (none[at] ?? ms)) / turns),
    );
    printReadings(
      '  a sandboxed command over a turn',
      'ms',
      commands.map((ms, at) => (ms - (plans[at] ?? ms)) / turns),
    );
    printReadings('  a bare spawn', 'ms', bare);
    printReadings('processes left behind', 'processes', [
      processesWith(folder).filter((pid) => !isServer(pid)).length,
    ]);
  } finally {
    await client.close();
    await emulator.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
};

/** Of the newest job. */
function killWorker(jobs: string): void {
  const [newest = ''] = readdirSync(jobs).toSorted((a, b) => born(join(jobs, b)) - born(join(jobs, a)));
  const text = readFileSync(join(jobs, newest, 'worker.json'), 'utf8');
  process.kill(Number(/"pid":\s*(\d+)/.exec(text)?.[1]), 'SIGKILL');
}

function born(folder: string): number {
  return statSync(folder).birthtimeMs;
}

async function timedRescue(client: StartedClient, project: string): Promise<number> {
  const started = performance.now();
  const answer = await client.call(
    'rescue',
    {
      task: 'Do the steps.',
      isolation: 'in-place',
      wait_seconds: 100,
      workspace: project,
    },
    { timeoutMs: 120_000 },
  );
  if (answer.isError) throw new Error(answer.text);
  return performance.now() - started;
}

/** How long the real CLI takes for the steps. Throws where it did not do them all. */
async function timedCodex(codex: CodexCli, project: string): Promise<number> {
  const took = await codex.task(project);
  const text = await readFile(join(project, 'file.txt'), 'utf8');
  if (text !== `line ${turns / 3}\n`) throw new Error('codex exec did not do all steps.');
  return took;
}

/** Looks ten times a second how much memory the largest marked process has. */
async function watched<Name extends string>(
  marker: string,
  memory: Record<Name, number>,
  name: Name,
  work: () => Promise<number>,
): Promise<number> {
  const timer = setInterval(() => {
    for (const pid of processesWith(marker)) {
      const now = residentMegabytes(pid);
      if (now > memory[name]) memory[name] = now;
    }
  }, 100);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

function isServer(pid: number): boolean {
  return (
    residentMegabytes(pid) > 0 &&
    execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).includes('rescue.mjs\n')
  );
}
