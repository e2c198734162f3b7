import { spawn } from 'node:child_process';
import { text as readText } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openStage, type Stage } from './testing/stage.ts';

const main = fileURLToPath(new URL('main.ts', import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program as a person does, in the project of a stage. */
async function run({ product, workspace }: Stage, ...args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [main, 'run', ...args], {
    cwd: workspace,
    env: { ...product.env, COLUMNS: '80' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [code, stdout, stderr] = await Promise.all([ended, readText(child.stdout), readText(child.stderr)]);
  return { code, stdout, stderr };
}

test('jobs in a terminal: a table that fits, a job by a word, its result, and JSON for programs', async () => {
  const stage = openStage();
  const { id } = await stage.submit();
  await stage.end(id);
  const list = await run(stage, 'list-jobs');
  expect(list).toMatchObject({ code: 0, stderr: '' });
  expect(list.stdout).toMatch(new RegExp(`^JOB .*\n${id}  toy   succeeded `));
  for (const line of list.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  expect((await run(stage, 'get-job', id)).stdout).toContain(`node ${main} run get-result ${id}`);
  expect((await run(stage, 'get-result', id.slice(0, 7))).stdout).toBe('# It counted\n');
  const json = await run(stage, 'get_job', '--job-id', id, '--format', 'json');
  expect(JSON.parse(json.stdout)).toMatchObject({ job: { id, state: 'succeeded' } });
});

test('exit codes tell a script what happened', async () => {
  const stage = openStage();
  const { id } = await stage.submit({ ms: 300 });
  expect((await run(stage, 'wait-for-job', id)).code).toBe(0);
  const bad = await stage.submit({ fails: true });
  expect((await run(stage, 'wait-for-job', bad.id)).code).toBe(1);
  expect(await run(stage, 'get-job', 'toy-zzzz')).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('There is no job toy-zzzz.'),
  });
});

test('a setup that is not in order is an exit code too', async () => {
  expect((await run(openStage(), 'check-setup')).code).toBe(1);
});

test('where there is no screen, watching says each change once, and ends with the last job', async () => {
  const stage = openStage();
  const { id } = await stage.submit({ ms: 1_500 });
  const watched = await run(stage, 'list-jobs', '--watch');
  expect(watched.code).toBe(0);
  const lines = watched.stdout.trim().split('\n');
  expect(new Set(lines).size).toBe(lines.length);
  expect(lines.at(-1)).toMatch(
    new RegExp(`^\\d\\d:\\d\\d:\\d\\d ${id} succeeded: It counted to the end\\.$`),
  );
});

test('a setting and a reset from a terminal', async () => {
  const stage = openStage();
  expect((await run(stage, 'set-setting', 'review.max_findings', '9')).stdout).toContain(
    'review.max_findings is now 9',
  );
  stage.jobs.breakers.update('review host', (row) => ({ ...row, openUntil: Date.now() + 60_000 }));
  expect((await run(stage, 'reset')).stdout).toContain('review host');
  expect((await stage.jobs.holds()).breakers).toEqual([]);
});
