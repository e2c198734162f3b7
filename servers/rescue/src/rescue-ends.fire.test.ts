import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  answer,
  calls,
  exec,
  fix,
  outputsIn,
  type RescueStage,
  setRescueStage,
} from './testing/rescue-stage.ts';

let stage: RescueStage;
beforeEach(async () => {
  stage = await setRescueStage();
});
afterEach(() => stage.close());

const idOf = (structured: Record<string, unknown>) => (structured['job'] as { id: string }).id;
const until = (path: string) =>
  expect.poll(() => existsSync(join(stage.repository, path)), { interval: 20, timeout: 30_000 }).toBe(true);

test('a message that is sent while the check runs is read, and the check decides anew', async () => {
  stage.say((request) =>
    answer({ summary: JSON.stringify(request.items).includes('Use plus') ? 'I was told.' : 'First.' }),
  );
  const check = 'test -e told || { touch checking; until [ -e told ]; do sleep 0.05; done; exit 1; }';
  const given = { task: 'Mend it.', isolation: 'in-place', check_command: check, wait_seconds: 0 };
  const id = idOf((await stage.call('rescue', given)).structured);
  await until('checking');
  await stage.call('steer_rescue', { job_id: id, message: 'Use plus.' });
  await writeFile(join(stage.repository, 'told'), '');
  expect(await stage.endOf(id)).toMatchObject({
    rescue: { outcome: 'done', summary: 'I was told.', checks: { passed: true }, turns: 2 },
    not_done: [],
  });
});

test('a message that comes after the last turn is told not to have been read', async () => {
  stage.say([answer()]);
  const check = 'touch checking; until [ -e told ]; do sleep 0.05; done';
  const given = {
    task: 'Mend it.',
    isolation: 'in-place',
    check_command: check,
    max_turns: 1,
    wait_seconds: 0,
  };
  const id = idOf((await stage.call('rescue', given)).structured);
  await until('checking');
  await stage.call('steer_rescue', { job_id: id, message: 'Use plus.' });
  await writeFile(join(stage.repository, 'told'), '');
  expect(await stage.endOf(id)).toMatchObject({
    rescue: { outcome: 'done' },
    not_done: [{ what: 'message Use plus.', why: expect.stringMatching(/^not_read: /) }],
  });
});

test('what the model left running is gone before the check', async () => {
  const loop = 'while :; do echo "export const sum = (a, b) => a + b;" > sum.mjs; sleep 0.05; done';
  const check = 'echo "export const sum = (a, b) => a - b;" > sum.mjs; sleep 0.5; node check.mjs';
  stage.say([calls(exec(loop, 250)), answer()]);
  const given = { task: 'Mend it.', isolation: 'in-place', check_command: check };
  const { structured, text } = await stage.call('rescue', given);
  expect(structured['rescue'], text).toMatchObject({ outcome: 'partly', checks: { exit: 1, passed: false } });
  expect(readFileSync(join(stage.repository, 'sum.mjs'), 'utf8')).toContain('a - b');
});

test('a job that is asked for again goes on with its own thread', async () => {
  stage.say((request) => (outputsIn(request) < 2 ? calls(exec(`echo ${outputsIn(request)}`)) : answer()));
  const given = { task: 'Mend it.', isolation: 'in-place', max_turns: 2 };
  const first = await stage.call('rescue', given);
  expect(first.structured['error'], first.text).toMatchObject({ code: 'budget_exceeded' });
  const { thread_id: thread } = first.structured['rescue'] as { thread_id: string };
  const id = idOf(first.structured);
  await rm(join(stage.state, 'jobs', id, 'result.json'));
  stage.jobs('retry-job', id);
  expect(await stage.endOf(id)).toMatchObject({
    rescue: { outcome: 'done', thread_id: thread },
    not_done: [],
  });
  expect((await stage.call('list_threads', {})).structured['threads']).toHaveLength(1);
});

test('a job that is cancelled tells what it did, and its thread goes on with that', async () => {
  stage.say((request) =>
    calls(outputsIn(request) === 0 ? exec('echo said') : exec('touch began; sleep 60', 30_000)),
  );
  const started = await stage.call('rescue', { task: 'Mend it.', isolation: 'in-place', wait_seconds: 0 });
  const id = idOf(started.structured);
  await until('began');
  stage.jobs('cancel-job', id);
  expect(await stage.endOf(id)).toMatchObject({
    job: { state: 'cancelled' },
    rescue: { outcome: 'partly', turns: 2, commands: [{ cmd: 'echo said', exit: 0 }] },
  });
  stage.say([answer({ summary: 'Gone on.' })]);
  const next = await stage.call('rescue', { task: 'Go on.', thread: 'last' });
  expect(next.structured['rescue'], next.text).toMatchObject({ summary: 'Gone on.' });
  expect(stage.outputs()).toEqual([expect.stringContaining('said'), expect.stringMatching(/^interrupted/)]);
});

test('a branch that cannot be made costs no result', async () => {
  stage.say([calls(fix), answer()]);
  // Where the folder of the branches would have to be.
  await writeFile(
    join(stage.repository, '.git', 'refs', 'heads', 'codex-pro'),
    stage.git('rev-parse', 'HEAD'),
  );
  const { structured, text } = await stage.call('rescue', { task: 'Mend it.', isolation: 'worktree' });
  expect(structured['rescue'], text).toMatchObject({
    outcome: 'done',
    changes: [{ path: 'sum.mjs' }],
    branch: null,
    patch: expect.stringContaining('changes.patch'),
  });
  expect(structured['not_done']).toMatchObject([
    { what: 'branch', why: expect.stringMatching(/^not_made: /) },
  ]);
});

test('a workspace that holds our own state is refused before anything is recorded', async () => {
  execFileSync('git', ['init', '--quiet', stage.root]);
  const { isError, text } = await stage.call('rescue', { task: 'Mend it.', workspace: stage.root });
  expect(isError).toBe(true);
  expect(text).toContain('holds the state folder of codex-pro');
  expect(existsSync(join(stage.state, 'jobs'))).toBe(false);
});

test('in a linked worktree git works in place', async () => {
  const linked = join(stage.root, 'linked');
  stage.git('worktree', 'add', '--quiet', linked);
  stage.say([calls(fix), calls(exec('git log --format=%s && git status --short')), answer()]);
  const given = { task: 'Mend it.', isolation: 'in-place', workspace: linked };
  const { structured, text } = await stage.call('rescue', given);
  expect(structured['rescue'], text).toMatchObject({ changes: [{ path: 'sum.mjs' }] });
  expect(stage.outputs()[1]).toMatch(/Output:\nfirst\n M sum\.mjs\n$/);
  const inLinked = execFileSync('git', ['status', '--short'], { cwd: linked, encoding: 'utf8' });
  expect(inLinked).toBe(' M sum.mjs\n');
});
