import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type CallSpec,
  type Emulator,
  type ResponsesRequest,
  type ScenarioReply,
  startEmulator,
} from '@codex-pro/emulator';
import { type StartedClient, startClient } from '@codex-pro/mcp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { processesWith } from './testing/attack-stage.ts';
import { outputsIn } from './testing/rescue-stage.ts';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const jobs = fileURLToPath(new URL('../../jobs/src/main.ts', import.meta.url));
const steps = 6;

let root: string;
let repository: string;
let emulator: Emulator;
let client: StartedClient;
/** The requests at which the worker is killed. */
let killAt: readonly number[];
let reply: (request: ResponsesRequest) => ScenarioReply;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join('/var/tmp', 'codex-pro-resume-')));
  repository = join(root, 'project');
  await mkdir(repository);
  execFileSync('git', ['init', '--quiet', repository]);
  await writeFile(join(repository, 'file.txt'), 'line 0\n');
  killAt = [];
  reply = (request) => replyAfter(outputsIn(request));
  emulator = await startEmulator({
    reply: (request, ordinal) => {
      if (killAt.includes(ordinal)) killWorker();
      return reply(request);
    },
  });
  client = await startClient({
    command: process.execPath,
    args: [main],
    cwd: repository,
    env: {
      HOME: join(root, 'home'),
      PATH: process.env['PATH'] ?? '',
      CODEX_PRO_HOME: join(root, 'state'),
      CODEX_PRO_BASE_URL: emulator.url,
      CODEX_PRO_API_KEY: 'emulator-key',
    },
  });
});
afterEach(async () => {
  await client.close();
  await emulator.close();
  await rm(root, { recursive: true, force: true, maxRetries: 5 });
});

/** Each turn edits a file and notes that it ran; what was answered before decides which turn it is. */
function replyAfter(outputs: number): ScenarioReply {
  const turn = outputs / 2;
  if (turn >= steps) return { json: { outcome: 'done', summary: 'All steps are done.', questions: [] } };
  const edit = [
    '*** Begin Patch',
    '*** Update File: file.txt',
    '@@',
    `-line ${turn}`,
    `+line ${turn + 1}`,
    '*** End Patch',
  ];
  const calls: CallSpec[] = [
    { name: 'exec_command', arguments: { cmd: `echo ${turn} >> ran.log` } },
    { name: 'apply_patch', input: edit.join('\n') },
  ];
  return { calls };
}

function killWorker(): void {
  const ids = execFileSync('ls', [join(root, 'state', 'jobs')], { encoding: 'utf8' })
    .trim()
    .split('\n');
  const text = execFileSync('cat', [join(root, 'state', 'jobs', ids.at(-1) ?? '', 'worker.json')], {
    encoding: 'utf8',
  });
  process.kill(Number(/"pid":\s*(\d+)/.exec(text)?.[1]), 'SIGKILL');
}

for (let at = 1; at <= steps + 1; at += 1) {
  test(`killed at turn ${at} and resumed by itself: the same files, and no command ran twice`, async () => {
    killAt = [at];
    const { structured, text } = await client.call(
      'rescue',
      { task: 'Do the steps.', isolation: 'in-place', wait_seconds: 90 },
      { timeoutMs: 110_000 },
    );
    expect(structured?.['rescue'], text).toMatchObject({ outcome: 'done' });
    expect(structured?.['job']).toMatchObject({ attempts: 2 });
    expect(await readFile(join(repository, 'file.txt'), 'utf8')).toBe(`line ${steps}\n`);
    const ran = Array.from({ length: steps }, (_, turn) => `${turn}\n`).join('');
    expect(await readFile(join(repository, 'ran.log'), 'utf8')).toBe(ran);
    expect(await readdir(repository)).toEqual(['.git', 'file.txt', 'ran.log']);
  });
}

test('killed again after it went on by itself, it is lost; retry_job goes on from there, and no command ran twice', async () => {
  killAt = [3, 5];
  const given = { task: 'Do the steps.', isolation: 'in-place', wait_seconds: 90 };
  const { structured = {}, text } = await client.call('rescue', given, { timeoutMs: 110_000 });
  expect(structured['error'], text).toMatchObject({ code: 'worker_lost' });
  const { id } = structured['job'] as { id: string };
  execFileSync(process.execPath, [jobs, 'run', 'retry-job', id], {
    cwd: repository,
    env: {
      HOME: join(root, 'home'),
      PATH: process.env['PATH'] ?? '',
      CODEX_PRO_HOME: join(root, 'state'),
      CODEX_PRO_API_KEY: 'emulator-key',
    },
  });
  const result = join(root, 'state', 'jobs', id, 'result.json');
  await expect.poll(() => readFile(result, 'utf8').catch(() => ''), { timeout: 60_000 }).toContain('"done"');
  expect(await readFile(join(repository, 'file.txt'), 'utf8')).toBe(`line ${steps}\n`);
  const ran = Array.from({ length: steps }, (_, turn) => `${turn}\n`).join('');
  expect(await readFile(join(repository, 'ran.log'), 'utf8')).toBe(ran);
});

test('a command that ran when the worker was killed is gone, reported as interrupted, and not run again', async () => {
  const mark = `interrupted-${process.pid}`;
  reply = (request) => {
    if (outputsIn(request) > 0) {
      const told = JSON.stringify(request.items).includes('interrupted: the process that ran this call');
      return { json: { outcome: 'done', summary: told ? 'I was told.' : 'Nobody told me.', questions: [] } };
    }
    const cmd = `echo once >> ran.log; exec -a ${mark} sleep 300`;
    return { calls: [{ name: 'exec_command', arguments: { cmd, yield_time_ms: 30_000 } }] };
  };
  const waiting = client.call(
    'rescue',
    { task: 'Wait.', isolation: 'in-place', wait_seconds: 90 },
    { timeoutMs: 110_000 },
  );
  await expect.poll(() => existsSync(join(repository, 'ran.log')), { timeout: 30_000 }).toBe(true);
  killWorker();
  await expect.poll(() => processesWith(mark), { timeout: 5_000 }).toBe(0);
  const { structured, text } = await waiting;
  expect(structured?.['rescue'], text).toMatchObject({ outcome: 'done', summary: 'I was told.' });
  expect(await readFile(join(repository, 'ran.log'), 'utf8')).toBe('once\n');
  expect(await readdir(repository)).toEqual(['.git', 'file.txt', 'ran.log']);
});
