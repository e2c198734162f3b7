import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Emulator, type ScenarioReply, startEmulator } from '@codex-pro/emulator';
import { type StartedClient, startClient } from '@codex-pro/mcp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));

let root: string;
let repository: string;
let emulator: Emulator;
let client: StartedClient;
let replies: ScenarioReply[];
const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], {
    cwd: repository,
    encoding: 'utf8',
  });

const answer = (more: object = {}): ScenarioReply => ({
  json: { outcome: 'done', summary: 'The sum is right now.', questions: [], ...more },
});
const calls = (...specs: NonNullable<ScenarioReply['calls']>): ScenarioReply => ({ calls: specs });
const exec = (cmd: string) => ({ name: 'exec_command', arguments: { cmd } });
const patch = (...lines: string[]) => ({
  name: 'apply_patch',
  input: ['*** Begin Patch', ...lines, '*** End Patch'].join('\n'),
});
const fix = patch(
  '*** Update File: sum.mjs',
  '@@',
  '-export const sum = (a, b) => a - b;',
  '+export const sum = (a, b) => a + b;',
);

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(place(), 'codex-pro-rescue-')));
  repository = join(root, 'project');
  await mkdir(repository);
  replies = [];
  emulator = await startEmulator({ reply: () => replies.shift() });
  git('init', '--quiet', '--initial-branch=main');
  await writeFile(join(repository, 'sum.mjs'), 'export const sum = (a, b) => a - b;\n');
  await writeFile(
    join(repository, 'check.mjs'),
    "import { sum } from './sum.mjs';\nprocess.exit(sum(2, 2) === 4 ? 0 : 1);\n",
  );
  git('add', '.');
  git('commit', '--quiet', '--message=first');
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

async function call(
  tool: string,
  given: Record<string, unknown>,
): Promise<{ structured: Record<string, unknown>; text: string; isError: boolean }> {
  const { structured = {}, text, isError } = await client.call(tool, given, { timeoutMs: 90_000 });
  return { structured, text, isError };
}

/** The Codex CLI's sandbox wants no temporary folder; ours does not mind. */
function place(): string {
  return existsSync('/var/tmp') ? '/var/tmp' : homedir();
}

const check = `${process.execPath} check.mjs`;

describe('a rescue', () => {
  test('in place: reads, runs, patches, and a check that we run decides; undone, all is as before', async () => {
    replies = [
      calls({ name: 'read_file', arguments: { path: 'sum.mjs' } }, exec(check)),
      calls(fix),
      calls(exec(check)),
      answer(),
    ];
    const { structured, text, isError } = await call('rescue', {
      task: 'Mend the sum.',
      check_command: check,
      wait_seconds: 60,
    });
    expect(isError, text).toBe(false);
    expect(structured['rescue'], text).toMatchObject({
      outcome: 'done',
      isolation: 'in-place',
      applied: true,
      changes: [{ path: 'sum.mjs', kind: 'modified', added: 1, removed: 1 }],
      checks: { exit: 0, passed: true },
      turns: 4,
    });
    const { commands } = structured['rescue'] as { commands: { exit: number }[] };
    expect(commands.map(({ exit }) => exit)).toEqual([1, 0]);
    expect(await readFile(join(repository, 'sum.mjs'), 'utf8')).toContain('a + b');
    expect(git('status', '--porcelain')).toBe(' M sum.mjs\n');
    const job = structured['job'] as { id: string };
    const undone = await call('undo_rescue', { job_id: job.id });
    expect(undone.structured['written'], undone.text).toEqual(['sum.mjs']);
    expect(git('status', '--porcelain')).toBe('');
    expect((await call('undo_rescue', { job_id: job.id })).structured['written']).toEqual([]);
  });

  test('of a dirty tree works in a copy, with what is uncommitted, and is applied later, once', async () => {
    await writeFile(join(repository, 'notes.txt'), 'mine\n');
    replies = [calls(exec('cat notes.txt && git status --short')), calls(fix), answer()];
    const { structured, text } = await call('rescue', {
      task: 'Mend the sum.',
      check_command: check,
      wait_seconds: 60,
    });
    expect(structured['rescue'], text).toMatchObject({
      outcome: 'done',
      isolation: 'worktree',
      applied: false,
      checks: { passed: true },
    });
    const seen = JSON.stringify(emulator.requests.at(-1)?.body);
    expect(seen).toContain('mine');
    expect(seen).toContain('?? notes.txt');
    expect(git('status', '--porcelain')).toBe('?? notes.txt\n');
    const part = structured['rescue'] as { branch: string; patch: string };
    expect(git('show', '--stat', '--format=%s', part.branch)).toContain('sum.mjs');
    git('apply', '--check', part.patch);
    const job = structured['job'] as { id: string };
    await writeFile(join(repository, 'sum.mjs'), '// other\nexport const sum = (a, b) => a * b;\n');
    const refused = await call('apply_rescue', { job_id: job.id });
    expect(refused.isError).toBe(true);
    expect(readFileSync(join(repository, 'sum.mjs'), 'utf8')).toContain('a * b');
    git('checkout', '--quiet', 'sum.mjs');
    const applied = await call('apply_rescue', { job_id: job.id });
    expect(applied.structured['written'], applied.text).toEqual(['sum.mjs']);
    expect((await call('apply_rescue', { job_id: job.id })).structured).toMatchObject({
      written: [],
      already: ['sum.mjs'],
    });
    expect(git('status', '--porcelain')).toBe(' M sum.mjs\n?? notes.txt\n');
  });

  test('whose check fails is partly done, whatever the model says', async () => {
    replies = [answer()];
    const { structured, text } = await call('rescue', {
      task: 'Mend it.',
      check_command: check,
      wait_seconds: 60,
    });
    expect(structured['rescue'], text).toMatchObject({
      outcome: 'partly',
      checks: { exit: 1, passed: false },
      changes: [],
    });
  });

  test('of an unclear task ends with questions, and its thread goes on with the whole conversation', async () => {
    replies = [
      calls({ name: 'ask_user', arguments: { questions: ['Which sum?'] } }),
      answer({ summary: 'That one.' }),
    ];
    const first = await call('rescue', { task: 'Mend it.', wait_seconds: 60 });
    expect(first.structured['rescue'], first.text).toMatchObject({
      outcome: 'unclear',
      questions: ['Which sum?'],
    });
    const task = 'The "first" \\one\\ — первая\n\n\'quoted\' 数 🙂\n';
    const second = await call('rescue', { task, thread: 'last', wait_seconds: 60 });
    expect(second.structured['rescue'], second.text).toMatchObject({ outcome: 'done', summary: 'That one.' });
    const body = emulator.requests.at(-1)?.body;
    const { input } = body as { input: { content?: { text?: string }[] }[] };
    const words = input.flatMap(({ content }) => (content ?? []).map(({ text }) => text));
    expect(words).toContain('Mend it.');
    expect(words).toContain(task);
    const threads = await call('list_threads', {});
    expect(threads.structured['threads']).toMatchObject([
      { title: 'Mend it.', jobs: 2, last_summary: 'That one.' },
    ]);
  });

  test('that gives an empty answer has failed', async () => {
    replies = [answer({ summary: '' }), answer({ summary: '' })];
    const { structured, isError } = await call('rescue', { task: 'Mend it.', wait_seconds: 60 });
    expect(isError).toBe(true);
    expect(structured['error']).toMatchObject({ code: 'output_invalid' });
  });

  test('leaves no process, no lock and no placeholder behind', async () => {
    replies = [calls(exec('setsid sleep 300 & echo $!')), answer()];
    await call('rescue', { task: 'Start something.', wait_seconds: 60 });
    expect(await readdir(repository)).toEqual(['.git', 'check.mjs', 'sum.mjs']);
    expect(await readdir(join(root, 'state', 'locks'))).toEqual([]);
  });
});
