import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  answer,
  calls,
  exec,
  fix,
  outputsIn,
  patch,
  type RescueStage,
  setRescueStage,
} from './testing/rescue-stage.ts';
import { everythingIn } from './testing/undo-stage.ts';

let stage: RescueStage;
beforeEach(async () => {
  stage = await setRescueStage();
  put('.gitignore', '.env\nlocal.*\ndist/\ndata/\nnode_modules/\n.venv/\nlogs/\n');
  stage.git('add', '.gitignore');
  stage.git('commit', '--quiet', '--message=rules');
});
afterEach(() => stage.close());

function put(path: string, content: string | Buffer, mode = 0o644): void {
  const place = join(stage.repository, path);
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, content);
  chmodSync(place, mode);
}

async function profile(text: string): Promise<void> {
  await mkdir(stage.state, { recursive: true });
  await writeFile(join(stage.state, 'profile.yaml'), text);
}

const idOf = (structured: Record<string, unknown>) => (structured['job'] as { id: string }).id;
const everything = () => everythingIn(stage.repository);

test('what commands and patches did to ignored files is undone byte for byte, with permissions, links and folders', async () => {
  put('.env', 'SECRET=1\n', 0o600);
  put('local.db', Buffer.from([0, 255, 1, 10, 13, 0]), 0o640);
  put('local.settings', 'old\n');
  put('dist/run.sh', '#!/bin/sh\n', 0o755);
  put('dist/old/bundle.js', 'old\n');
  symlinkSync('run.sh', join(stage.repository, 'dist', 'link'));
  mkdirSync(join(stage.repository, 'logs'));
  const before = everything();
  stage.say([
    calls(
      exec('rm .env; echo x > local.db; chmod 600 dist/run.sh; rm -r dist/old logs; ln -sf .env dist/link'),
      exec(
        'mkdir -p dist/new data && echo new > dist/new/bundle.js && echo rows > data/rows; chmod 700 dist',
      ),
      patch('*** Update File: local.settings', '@@', '-old', '+new', '*** Add File: local.more', '+more'),
    ),
    calls(fix),
    answer(),
  ]);
  const { structured, text } = await stage.call('rescue', { task: 'Make a mess.', isolation: 'in-place' });
  expect(stage.outputs().filter((output) => !/exited with code 0|Success/.test(output))).toEqual([]);
  expect(structured['rescue'], text).toMatchObject({
    changes: [{ path: 'sum.mjs' }],
    ignored_changes: {
      files: 9,
      paths: expect.arrayContaining([
        '.env',
        'data/rows',
        'dist/new/bundle.js',
        'dist/old/bundle.js',
        'local.db',
      ]),
    },
    applied: true,
  });
  const part = structured['rescue'] as { patch: string };
  expect(await readFile(part.patch, 'utf8')).not.toContain('SECRET');
  expect(structured['next_steps']).toContain(`undo_rescue {"job_id": "${idOf(structured)}"}`);
  const undone = await stage.call('undo_rescue', { job_id: idOf(structured) });
  expect(undone.isError, undone.text).toBe(false);
  expect(everything()).toEqual(before);
  expect((await stage.call('undo_rescue', { job_id: idOf(structured) })).structured['written']).toEqual([]);
});

test('an ignored file that the user changed after the job is not undone, and nothing else is', async () => {
  put('.env', 'A=1\n');
  stage.say([calls(exec('echo A=2 > .env'), fix), answer()]);
  const { structured } = await stage.call('rescue', { task: 'Set it.', isolation: 'in-place' });
  put('.env', 'A=mine\n');
  const was = everything();
  const refused = await stage.call('undo_rescue', { job_id: idOf(structured) });
  expect(refused.isError).toBe(true);
  expect(refused.text).toContain('.env');
  expect(everything()).toEqual(was);
});

test('what is not recorded can be read, and neither commands nor patches change, move or remove it', async () => {
  await profile('rescue: {undo: {ignored: 1kb}}\n');
  put('.env', 'SECRET=1\n', 0o600);
  put('data/deep/large.db', 'd'.repeat(2_000));
  put('local.dump', 'l'.repeat(2_000));
  put('node_modules/dep/index.js', 'module.exports = "dep";\n');
  put('node_modules/.cache/x', 'of the user\n');
  put('packages/own/node_modules/inner/index.js', 'module.exports = "inner";\n');
  put('packages/own/index.js', 'module.exports = require("inner") + require("dep");\n');
  put('.venv/lib/module.py', 'x = 1\n');
  stage.git('add', '.');
  stage.git('commit', '--quiet', '--message=packages');
  const before = everything();
  const attempts = [
    'rm -rf data',
    'mv data/deep moved',
    'mv data moved',
    'echo x > data/deep/large.db',
    'rm -f local.dump',
    'chmod 777 local.dump',
    'mv packages moved',
    'echo x > node_modules/dep/index.js',
    'rm -rf node_modules/dep/',
    'rm -rf .venv',
    'echo x > packages/own/node_modules/inner/index.js',
  ];
  const patches = [
    patch('*** Delete File: local.dump'),
    patch('*** Add File: node_modules/new/index.js', '+x'),
    patch('*** Delete File: data/deep/large.db'),
  ];
  stage.say([
    calls(
      exec('wc -c < data/deep/large.db; node -p "require(\'./packages/own\')"'),
      exec(
        'mkdir -p node_modules/.cache node_modules/.vite-temp && echo mine > node_modules/.cache/x && echo cached',
      ),
    ),
    calls(...attempts.map((attempt) => exec(`${attempt} && echo went`)), ...patches),
    calls(exec('rm .env')),
    answer(),
  ]);
  const { structured, text } = await stage.call('rescue', { task: 'Remove it all.', isolation: 'in-place' });
  const outputs = stage.outputs();
  expect(outputs[0], text).toMatch(/2000\ninnerdep\n/);
  expect(outputs[1]).toContain('cached');
  expect(outputs.slice(2).filter((output) => /went|Success/.test(output))).toEqual([]);
  expect(outputs.filter((output) => output.includes('it is there to read only'))).toHaveLength(
    patches.length,
  );
  const notDone = structured['not_done'] as { what: string; why: string }[];
  expect(
    notDone
      .filter(({ why }) => why.startsWith('read_only: '))
      .map(({ what }) => what)
      .sort(),
  ).toEqual(['.venv', 'data', 'local.dump', 'node_modules', 'packages/own/node_modules']);
  expect(existsSync(join(stage.repository, '.env'))).toBe(false);
  const undone = await stage.call('undo_rescue', { job_id: idOf(structured) });
  expect(undone.structured['written'], undone.text).toContain('.env');
  expect(everything()).toEqual(before);
});

test('with full access the same is said to be unprotected, and what was recorded comes back', async () => {
  await profile('rescue: {mode: full-access, undo: {ignored: 1kb}}\n');
  put('.env', 'SECRET=1\n', 0o600);
  put('local.dump', 'l'.repeat(2_000));
  stage.say([calls(exec('rm .env local.dump')), answer()]);
  const { structured, text } = await stage.call('rescue', { task: 'Remove it.', isolation: 'in-place' });
  const notDone = structured['not_done'] as { what: string; why: string }[];
  expect(notDone, text).toMatchObject([{ what: 'local.dump', why: expect.stringMatching(/^unprotected: /) }]);
  await stage.call('undo_rescue', { job_id: idOf(structured) });
  expect(readFileSync(join(stage.repository, '.env'), 'utf8')).toBe('SECRET=1\n');
});

for (const after of [0, 50, 200, 500]) {
  test(`killed ${after} ms after it began to record, and resumed: it records once, and all is undone`, async () => {
    for (let index = 0; index < 1_500; index += 1)
      put(`dist/${index % 50}/${index}`, `${index}\n`.repeat(20));
    put('.env', 'SECRET=1\n', 0o600);
    const before = everything();
    stage.say((request) => {
      const turn = outputsIn(request);
      if (turn === 0) return calls(exec('echo ran >> local.log; rm -r dist .env'));
      return answer();
    });
    const waiting = stage.call('rescue', { task: 'Remove it.', isolation: 'in-place', wait_seconds: 90 });
    const folder = await jobFolder();
    await expect
      .poll(() => existsSync(join(folder, 'files.git')), { interval: 5, timeout: 30_000 })
      .toBe(true);
    await new Promise((resolve) => setTimeout(resolve, after));
    const pid = Number(/"pid":\s*(\d+)/.exec(readFileSync(join(folder, 'worker.json'), 'utf8'))?.[1]);
    process.kill(pid, 'SIGKILL');
    const { structured, text } = await waiting;
    expect(structured['rescue'], text).toMatchObject({ outcome: 'done' });
    expect(readFileSync(join(stage.repository, 'local.log'), 'utf8')).toBe('ran\n');
    expect(existsSync(join(stage.repository, 'dist'))).toBe(false);
    const undone = await stage.call('undo_rescue', { job_id: idOf(structured) });
    expect(undone.isError, undone.text).toBe(false);
    expect(everything()).toEqual(before);
    expect(execFileSync('git', ['status', '--porcelain'], { cwd: stage.repository, encoding: 'utf8' })).toBe(
      '',
    );
  });
}

async function jobFolder(): Promise<string> {
  const jobs = join(stage.state, 'jobs');
  await expect
    .poll(() => (existsSync(jobs) ? readdirSync(jobs).length : 0), { interval: 5, timeout: 30_000 })
    .toBe(1);
  return join(jobs, readdirSync(jobs)[0] ?? '');
}
