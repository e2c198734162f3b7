import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CallSpec } from '@codex-pro/emulator';
import { afterEach, expect, test } from 'vitest';
import {
  answer,
  calls,
  check,
  exec,
  fix,
  outputsIn,
  patch,
  type RescueStage,
  setRescueStage,
} from './testing/rescue-stage.ts';

let stage: RescueStage;
afterEach(() => stage.close());

test('a message that is sent meanwhile is read before the next turn', async () => {
  stage = await setRescueStage();
  stage.say((request) => {
    const seen = JSON.stringify(request.items).includes('Use plus');
    if (outputsIn(request) === 0) return calls(exec('sleep 3'));
    return answer({ summary: seen ? 'I was told.' : 'Nobody told me.' });
  });
  const started = await stage.call('rescue', { task: 'Mend it.', wait_seconds: 0 });
  const { id } = started.structured['job'] as { id: string };
  const steered = await stage.call('steer_rescue', { job_id: id, message: 'Use plus, "not" minus.' });
  expect(steered.isError, steered.text).toBe(false);
  const ended = await stage.endOf(id);
  expect(ended).toMatchObject({ rescue: { summary: 'I was told.' } });
  const late = await stage.call('steer_rescue', { job_id: id, message: 'More.' });
  expect(late.text).toContain('has ended');
});

test('two that go on with one thread at once part, and it is said', async () => {
  stage = await setRescueStage();
  stage.say([answer({ summary: 'One.' })]);
  await stage.call('rescue', { task: 'Begin.' });
  stage.say((request) => (outputsIn(request) === 0 ? calls(exec('sleep 1')) : answer({ summary: 'Two.' })));
  const [a, b] = await Promise.all([
    stage.call('rescue', { task: 'Left.', thread: 'last', mode: 'read-only' }),
    stage.call('rescue', { task: 'Right.', thread: 'last', mode: 'read-only' }),
  ]);
  const threads = [a, b].map(({ structured }) => (structured['rescue'] as { thread_id: string }).thread_id);
  expect(new Set(threads).size).toBe(2);
  const forks = [a, b].flatMap(({ structured }) => structured['not_done'] as { why: string }[]);
  expect(forks.map(({ why }) => why.split(':')[0])).toEqual(['forked']);
  const listed = await stage.call('list_threads', {});
  expect(listed.structured['threads']).toHaveLength(2);
});

test('a copy has the dependencies that are ignored: tests find them there, and cannot change them', async () => {
  stage = await setRescueStage();
  const { repository } = stage;
  const put = async (path: string, text: string) => {
    await mkdir(dirname(join(repository, path)), { recursive: true });
    await writeFile(join(repository, path), text);
  };
  await put('.gitignore', 'node_modules/\n.venv/\n');
  await put(
    'node_modules/dep/index.js',
    'module.exports = require("own") + " by " + require("@scope/other");\n',
  );
  await put('node_modules/@scope/other/index.js', 'module.exports = "scoped";\n');
  await put('node_modules/dep/cli.js', 'console.log("cli", require("own"));\n');
  await mkdir(join(repository, 'node_modules', '.bin'));
  await symlink('../dep/cli.js', join(repository, 'node_modules', '.bin', 'cli'));
  await put('packages/own/index.js', 'module.exports = "before";\n');
  await symlink('../packages/own', join(repository, 'node_modules', 'own'));
  await put('.venv/lib/module.py', 'x = 1\n');
  // As an editable install names the project.
  await put('.venv/whole.cjs', `console.log("whole path", require("${repository}/packages/own"));\n`);
  await put(
    'all.test.js',
    `const { test } = require('node:test'); const assert = require('node:assert/strict');
test('packages are those of the copy', () => {
  assert.equal(require('dep'), 'after by scoped');
  for (const name of ['dep', '@scope/other', 'own'])
    assert.ok(require.resolve(name).startsWith(__dirname + '/'), require.resolve(name));
});
`,
  );
  const originals = () =>
    [
      'node_modules/dep/index.js',
      'packages/own/index.js',
      '.venv/lib/module.py',
      'node_modules/.bin/cli',
    ].map((path) => readFileSync(join(repository, path), 'utf8'));
  const before = originals();
  const attempts = [
    'echo evil > node_modules/dep/index.js',
    'echo evil > node_modules/dep/new.js',
    'rm -rf node_modules/dep/',
    'echo evil > node_modules/.bin/cli',
    'echo evil >> .venv/lib/module.py',
    'mv .venv moved',
    `echo evil > ${repository}/packages/own/index.js`,
    `echo evil > ${repository}/node_modules/dep/index.js`,
  ];
  stage.say([
    calls(
      patch(
        '*** Update File: packages/own/index.js',
        '@@',
        '-module.exports = "before";',
        '+module.exports = "after";',
      ),
    ),
    calls(
      exec(
        'node --test all.test.js && node node_modules/.bin/cli && node .venv/whole.cjs && git log --oneline',
      ),
      exec('mkdir node_modules/.cache && echo x > node_modules/.cache/x && echo cached'),
      ...attempts.map((attempt) => exec(`${attempt} && echo went`)),
      exec('git status --short'),
    ),
    answer(),
  ]);
  const { structured, text } = await stage.call('rescue', { task: 'Look.', isolation: 'worktree' });
  const [, test, cache, ...rest] = stage.outputs();
  expect(test, text).toMatch(/pass 1\n[\s\S]*cli after\nwhole path after\n[0-9a-f]+ first\n$/);
  expect(cache).toContain('cached');
  expect(rest.slice(0, attempts.length).filter((output) => output.includes('went'))).toEqual([]);
  expect(rest.at(-1)).toMatch(/Output:\n\?\? \.gitignore\n\?\? all\.test\.js\n\?\? packages\/\n$/);
  expect(structured['rescue'], text).toMatchObject({ changes: [{ path: 'packages/own/index.js' }] });
  expect(originals()).toEqual(before);
  expect(existsSync(join(repository, 'node_modules', '.cache'))).toBe(false);
});

test('without a sandbox that shows folders, a copy has dependencies of its own', async () => {
  stage = await setRescueStage();
  const { repository } = stage;
  await writeFile(join(stage.repository, '.gitignore'), 'node_modules/\n');
  await mkdir(join(repository, 'node_modules', 'dep'), { recursive: true });
  await writeFile(join(repository, 'node_modules', 'dep', 'index.js'), 'module.exports = "dep";\n');
  await mkdir(stage.state, { recursive: true });
  await writeFile(join(stage.state, 'profile.yaml'), 'rescue: {mode: full-access}\n');
  stage.say([
    calls(exec(`node -p 'require("dep") + require.resolve("dep")'; echo evil > node_modules/dep/index.js`)),
    answer(),
  ]);
  const { text } = await stage.call('rescue', { task: 'Look.', isolation: 'worktree' });
  const [output] = stage.outputs();
  expect(output, text).toMatch(/Output:\ndep\/.*\/tree\/node_modules\/dep\/index\.js/);
  expect(await readFile(join(repository, 'node_modules', 'dep', 'index.js'), 'utf8')).not.toContain('evil');
});

test('files that git turns into others keep their bytes: in the copy, in the patch, and on the branch', async () => {
  stage = await setRescueStage();
  const { repository, git } = stage;
  const put = (path: string, text: string) => writeFile(join(repository, path), text);
  const bytes = (path: string) => readFileSync(join(repository, path), 'utf8');
  // As `git lfs install` does; what stands for the large file is the same in capitals.
  for (const [name, value] of [
    ['filter.lfs.clean', 'tr a-z A-Z'],
    ['filter.lfs.smudge', 'tr A-Z a-z'],
    ['filter.lfs.required', 'true'],
    ['core.autocrlf', 'true'],
  ] as const)
    git('config', '--global', name, value);
  await put('.gitattributes', '*.crlf text eol=crlf\n*.ident ident\n*.bin filter=lfs -text\n*.raw -text\n');
  await put('a.crlf', 'one\r\ntwo\r\n');
  await put('auto.md', 'one\r\ntwo\r\n');
  await put('large.bin', 'large data\n');
  await put('name.ident', '$Id$\n');
  await put('as-it-is.raw', 'one\r\ntwo\n');
  git('add', '.');
  git('commit', '--quiet', '--message=second');
  await rm(join(repository, 'name.ident'));
  git('checkout', '--quiet', 'name.ident');
  expect(git('show', 'HEAD:large.bin')).toBe('LARGE DATA\n');
  await put('a.crlf', 'one\r\ntwo\r\nmine\r\n');
  const names = ['a.crlf', 'auto.md', 'large.bin', 'name.ident', 'as-it-is.raw'];
  const before = names.map(bytes);
  expect(before[3]).toMatch(/^\$Id: [0-9a-f]{40} \$/);
  stage.say([
    calls(exec(`for f in ${names.join(' ')}; do od -An -c "$f" | tr -d ' \\n'; echo; done; git diff --stat`)),
    calls(
      patch(
        '*** Update File: a.crlf',
        '@@',
        '-two',
        '+zwei',
        '*** Update File: auto.md',
        '@@',
        '-two',
        '+zwei',
      ),
    ),
    answer(),
  ]);
  const { structured, text } = await stage.call('rescue', { task: 'Translate.' });
  const part = structured['rescue'] as { branch: string; patch: string };
  expect(part, text).toMatchObject({
    isolation: 'worktree',
    changes: [{ path: 'a.crlf', added: 1, removed: 1 }, { path: 'auto.md' }],
  });
  const [seen = ''] = stage.outputs();
  for (const content of before)
    expect(seen).toContain(content.replaceAll(' ', '').replaceAll('\r', '\\r').replaceAll('\n', '\\n'));
  expect(names.map(bytes)).toEqual(before);

  const wanted = ['one\r\nzwei\r\nmine\r\n', 'one\r\nzwei\r\n', ...before.slice(2)];
  git('apply', part.patch);
  expect(names.map(bytes)).toEqual(wanted);
  git('apply', '--reverse', part.patch);
  const job = structured['job'] as { id: string };
  expect((await stage.call('apply_rescue', { job_id: job.id })).structured['written']).toEqual([
    'a.crlf',
    'auto.md',
  ]);
  expect(names.map(bytes)).toEqual(wanted);
  expect(git('status', '--porcelain')).toBe(' M a.crlf\n M auto.md\n');

  expect(git('log', '--format=%s', `HEAD..${part.branch}`).split('\n')).toHaveLength(3);
  expect(git('diff', '--name-only', 'HEAD', part.branch)).toBe('a.crlf\nauto.md\n');
  expect(git('show', `${part.branch}:a.crlf`)).toBe('one\nzwei\nmine\n');
  expect(git('show', `${part.branch}:large.bin`)).toBe('LARGE DATA\n');
  git('checkout', '--quiet', '--force', part.branch);
  expect(names.map(bytes).slice(0, 3)).toEqual(wanted.slice(0, 3));
}, 150_000);

test('a copy has its submodules, to read', async () => {
  stage = await setRescueStage();
  const { repository, git } = stage;
  const library = join(stage.root, 'library');
  const inLibrary = (...args: string[]) => execFileSync('git', ['-C', library, ...args]);
  execFileSync('git', ['init', '--quiet', library]);
  await writeFile(join(library, 'lib.mjs'), 'export const lib = "of the library";\n');
  inLibrary('add', '.');
  inLibrary('-c', 'user.name=A', '-c', 'user.email=a@b', 'commit', '--quiet', '--message=library');
  git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library, 'vendored/lib');
  git('commit', '--quiet', '--message=with submodule');
  stage.say([
    calls(
      exec(
        `node -p 'require("./vendored/lib/lib.mjs").lib' && git status --short && git -C vendored/lib log --oneline`,
      ),
    ),
    calls(exec('echo evil >> vendored/lib/lib.mjs'), patch('*** Add File: vendored/lib/new.mjs', '+evil')),
    calls(fix),
    answer(),
  ]);
  const { structured, text } = await stage.call('rescue', { task: 'Mend it.', isolation: 'worktree' });
  const [read, write, edit] = stage.outputs();
  expect(read, text).toMatch(/Output:\nof the library\n[0-9a-f]+ library\n$/);
  expect(write).toMatch(/Read-only file system/);
  expect(edit).toMatch(/it is there to read only/);
  expect(structured['rescue'], text).toMatchObject({ changes: [{ path: 'sum.mjs' }] });
  const part = structured['rescue'] as { branch: string };
  expect(git('diff', '--name-only', 'HEAD', part.branch)).toBe('sum.mjs\n');
  expect(readFileSync(join(repository, 'vendored', 'lib', 'lib.mjs'), 'utf8')).not.toContain('evil');
});

test('where git-lfs must run and is not installed, its files are worked on as they lie there', async () => {
  stage = await setRescueStage();
  const { repository, git } = stage;
  const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n';
  await writeFile(join(repository, '.gitattributes'), '*.bin filter=lfs -text\n');
  await writeFile(join(repository, 'one.bin'), pointer);
  git('add', '.');
  git('commit', '--quiet', '--message=second');
  git('config', '--global', 'filter.lfs.clean', 'no-such-program clean');
  git('config', '--global', 'filter.lfs.required', 'true');
  await writeFile(join(repository, 'one.bin'), pointer.replace('size 3', 'size 4'));
  stage.say([calls(exec('cat one.bin; echo more >> one.bin'), fix), answer()]);
  const { structured, text } = await stage.call('rescue', { task: 'Mend it.' });
  const part = structured['rescue'] as { branch: string };
  expect(part, text).toMatchObject({
    isolation: 'worktree',
    changes: [{ path: 'one.bin' }, { path: 'sum.mjs' }],
  });
  expect(stage.outputs()[0]).toContain('size 4');
  const job = structured['job'] as { id: string };
  const applied = await stage.call('apply_rescue', { job_id: job.id });
  expect(applied.structured['written'], applied.text).toEqual(['one.bin', 'sum.mjs']);
  expect(git('show', `${part.branch}:one.bin`)).toContain('size 4\nmore\n');
});

test('what was ignored before is nobody else’s: not when the rules change, and not when all is undone', async () => {
  stage = await setRescueStage();
  const { repository } = stage;
  const kept = ['data/rows.csv', 'own.txt', 'private.txt'];
  await mkdir(join(repository, 'data'));
  for (const path of kept) await writeFile(join(repository, path), 'mine\n');
  await writeFile(join(repository, '.gitignore'), 'data/\nown.txt\n');
  await writeFile(join(repository, '.git', 'info', 'exclude'), 'private.txt\n');
  stage.git('add', '.gitignore');
  stage.git('commit', '--quiet', '--message=rules');
  stage.say([calls(exec('echo > .gitignore; echo new > new.txt; echo more >> data/rows.csv')), answer()]);
  const { structured, text } = await stage.call('rescue', { task: 'Tidy.', isolation: 'in-place' });
  expect(structured['rescue'], text).toMatchObject({
    changes: [
      { path: '.gitignore', kind: 'modified' },
      { path: 'new.txt', kind: 'added' },
    ],
  });
  const job = structured['job'] as { id: string };
  const undone = await stage.call('undo_rescue', { job_id: job.id });
  expect(undone.structured['written'], undone.text).toEqual(['.gitignore', 'new.txt', 'data/rows.csv']);
  for (const path of kept) expect(readFileSync(join(repository, path), 'utf8')).toBe('mine\n');
  expect(stage.git('status', '--porcelain')).toBe('');
});

test('git works inside of a copy, and nothing of it reaches the repository', async () => {
  stage = await setRescueStage();
  const refs = stage.git('for-each-ref');
  stage.say([
    calls(
      exec(
        'git log --oneline && echo y > new.txt && git add -A && git -c commit.gpgsign=false commit -qm inner && git status --short && echo clean',
      ),
    ),
    answer(),
  ]);
  const { structured } = await stage.call('rescue', { task: 'Commit.', isolation: 'worktree' });
  expect(stage.lastInput()).toMatch(/first\\nclean/);
  const part = structured['rescue'] as { branch: string; changes: unknown[] };
  expect(part.changes).toEqual([{ path: 'new.txt', kind: 'added', added: 1, removed: 0 }]);
  stage.git('branch', '--delete', '--force', part.branch);
  expect(stage.git('for-each-ref')).toBe(refs);
  expect(stage.git('status', '--porcelain')).toBe('');
});

test('only one edits a workspace in place: by default the next takes a copy, and asked for it is refused', async () => {
  stage = await setRescueStage();
  stage.say((request) => {
    const first = JSON.stringify(request.items).includes('First.');
    // However long the others take, the first goes on until it is told.
    const waits = first && !existsSync(join(stage.repository, 'go'));
    return waits ? calls(exec('until [ -e go ]; do sleep 0.1; done')) : answer();
  });
  const first = await stage.call('rescue', { task: 'First.', wait_seconds: 0 });
  const { id } = first.structured['job'] as { id: string };
  await lockTaken();
  const second = await stage.call('rescue', { task: 'Second.' });
  expect(second.structured['rescue'], second.text).toMatchObject({ isolation: 'worktree' });
  const third = await stage.call('rescue', { task: 'Third.', isolation: 'in-place' });
  expect(third.text).toContain(`Job ${id} is editing`);
  await writeFile(join(stage.repository, 'go'), '');
  expect(await stage.endOf(id)).toMatchObject({ rescue: { isolation: 'in-place' } });
});

test('without a sandbox nothing runs; a task that only looks goes on with files alone', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'codex-pro-only-git-'));
  stage = await setRescueStage({ PATH: await onlyGit(folder) });
  stage.say([
    calls({ name: 'read_file', arguments: { path: 'sum.mjs' } }),
    answer({ summary: 'It subtracts.' }),
  ]);
  const refused = await stage.call('rescue', { task: 'Mend it.' });
  expect(refused.isError).toBe(true);
  expect(refused.structured['error']).toMatchObject({ code: 'sandbox_unavailable' });
  expect(refused.text).toContain('apt-get install');
  expect(stage.emulator.modelRequests).toHaveLength(0);
  const looked = await stage.call('rescue', { task: 'What does it do?', mode: 'read-only' });
  expect(looked.structured['rescue'], looked.text).toMatchObject({
    outcome: 'done',
    summary: 'It subtracts.',
  });
  expect(JSON.stringify(looked.structured['not_done'])).toContain('sandbox: ');
  expect(stage.lastInput()).not.toContain('"name":"exec_command"');
  await rm(folder, { recursive: true });
});

test('in the Lite dialect the same work is done: commands, patches, the check, and the thread goes on', async () => {
  stage = await setRescueStage({}, 'lite');
  const lite = (...specs: readonly CallSpec[]) =>
    calls(...specs.map((spec) => ({ ...spec, namespace: 'functions' })));
  stage.say([
    lite({ name: 'read_file', arguments: { path: 'sum.mjs' } }, exec(check)),
    lite(fix),
    lite(exec(check)),
    answer(),
  ]);
  const first = await stage.call('rescue', { task: 'Mend the sum.', check_command: check });
  expect(first.structured['rescue'], first.text).toMatchObject({
    outcome: 'done',
    checks: { exit: 0, passed: true },
    changes: [{ path: 'sum.mjs' }],
    turns: 4,
  });
  stage.say([answer({ summary: 'Still so.' })]);
  const second = await stage.call('rescue', { task: 'Look again.', thread: 'last' });
  expect(second.structured['rescue'], second.text).toMatchObject({ summary: 'Still so.' });
  expect(stage.lastInput()).toContain('Mend the sum.');
  expect(stage.emulator.violations).toEqual([]);
  for (const { headers, body } of stage.emulator.modelRequests) {
    expect(headers['x-openai-internal-codex-responses-lite']).toBe('true');
    expect(body).toHaveProperty(['input', 0, 'type'], 'additional_tools');
  }
});

test('confinement is the user’s to lift: neither a caller nor a project can', async () => {
  stage = await setRescueStage();
  stage.say([answer()]);
  const asked = await stage.call('rescue', { task: 'Mend it.', mode: 'full-access' });
  expect(asked.isError).toBe(true);
  await mkdir(join(stage.repository, '.codex-pro'));
  const wishes = {
    mode: 'full-access',
    network: ['*.example.org'],
    readable: ['~/.ssh'],
    unprotected: ['.git'],
  };
  await writeFile(join(stage.repository, '.codex-pro', 'profile.yaml'), JSON.stringify({ rescue: wishes }));
  stage.git('add', '.');
  stage.git('commit', '--quiet', '--message=wishes');
  stage.say([calls(exec(`echo x > ${stage.root}/outside; echo x > .git/hooks/pre-commit; env`)), answer()]);
  const { structured, text } = await stage.call('rescue', { task: 'Mend it.' });
  expect(existsSync(join(stage.root, 'outside'))).toBe(false);
  expect(existsSync(join(stage.repository, '.git', 'hooks', 'pre-commit'))).toBe(false);
  // It is refused and shown, by a job that goes on without, or by none at all.
  expect(`${text} ${JSON.stringify(structured)}`).toMatch(/rescue\.(?:mode|network|readable|unprotected)/);
});

test('the files and the criteria of a call reach the model, and only those of the workspace', async () => {
  stage = await setRescueStage();
  stage.say([answer()]);
  const outside = await stage.call('rescue', { task: 'Mend it.', context_files: ['../state/profile.yaml'] });
  expect(outside.text).toContain('is outside of the workspace');
  expect((await stage.call('rescue', { task: 'Mend it.', context_files: ['none.mjs'] })).text).toContain(
    'is not in',
  );
  expect(stage.emulator.modelRequests).toHaveLength(0);
  const given = {
    context_files: ['./sum.mjs'],
    success_criteria: 'Two and two are "four".',
    check_command: 'true',
  };
  const { structured, text } = await stage.call('rescue', { task: 'Mend it.', ...given });
  expect(structured['rescue'], text).toMatchObject({ checks: { command: 'true', passed: true } });
  const frame = JSON.stringify(stage.emulator.modelRequests[0]?.body);
  expect(frame).toContain('sum.mjs');
  expect(frame).toContain('Two and two are');
});

test('with apply, what was done in a copy is brought home at the end, where it is done', async () => {
  stage = await setRescueStage();
  stage.say([calls(fix), answer()]);
  const given = { task: 'Mend it.', isolation: 'worktree', apply: true, check_command: check };
  const { structured, text } = await stage.call('rescue', given);
  expect(structured['rescue'], text).toMatchObject({ outcome: 'done', applied: true });
  expect(stage.git('status', '--porcelain')).toBe(' M sum.mjs\n');
  stage.git('checkout', '--quiet', 'sum.mjs');
  stage.say([answer()]);
  const failed = await stage.call('rescue', given);
  expect(failed.structured['rescue'], failed.text).toMatchObject({ outcome: 'partly', applied: false });
  expect(stage.git('status', '--porcelain')).toBe('');
});

test('a budget ends the work with what there is', async () => {
  stage = await setRescueStage();
  let turn = 0;
  stage.say(() => {
    turn += 1;
    return calls(turn === 1 ? fix : exec(`echo ${turn}`));
  });
  const { structured, isError } = await stage.call('rescue', { task: 'Mend it.', max_turns: 3 });
  expect(isError).toBe(true);
  expect(structured['error']).toMatchObject({ code: 'budget_exceeded' });
  expect(structured['rescue']).toMatchObject({ outcome: 'partly', changes: [{ path: 'sum.mjs' }] });
});

test('a rescue that failed goes on with retry_job, from all it had done', async () => {
  stage = await setRescueStage();
  stage.say((request) => {
    if (outputsIn(request) === 0) return calls(fix);
    const asked = JSON.stringify(request.items).includes('asks you to go on');
    return answer({ summary: asked ? 'Gone on.' : '' });
  });
  const failed = await stage.call('rescue', { task: 'Mend it.', check_command: check });
  expect(failed.structured['error'], failed.text).toMatchObject({ code: 'output_invalid' });
  const { id } = failed.structured['job'] as { id: string };
  await rm(join(stage.state, 'jobs', id, 'result.json'), { force: true });
  stage.jobs('retry-job', id);
  expect(await stage.endOf(id)).toMatchObject({
    rescue: {
      outcome: 'done',
      summary: 'Gone on.',
      checks: { passed: true },
      changes: [{ path: 'sum.mjs' }],
    },
    job: { attempts: 2 },
  });
});

/** A folder of PATH that has git and nothing else. */
async function onlyGit(root: string): Promise<string> {
  const folder = join(root, 'only-git');
  await mkdir(folder);
  await symlink(execFileSync('which', ['git'], { encoding: 'utf8' }).trim(), join(folder, 'git'));
  return folder;
}

async function lockTaken(): Promise<void> {
  const locks = join(stage.state, 'locks');
  for (let tries = 0; tries < 200; tries += 1) {
    const names = await readdir(locks).catch(() => []);
    if (names.some((name) => name.endsWith('.json'))) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
