import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ToolResult } from '../agent-tool.ts';
import { processRunner } from '../testing/process-runner.ts';
import { createCommandTools } from './command-tools.ts';

let root: string;
let job: AbortController;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'codex-pro-commands-')));
  mkdirSync(join(root, 'sub'));
  job = new AbortController();
});
afterEach(() => {
  job.abort();
  rmSync(root, { recursive: true, force: true });
});

interface Tools {
  exec(input: Record<string, unknown>): Promise<ToolResult>;
  stdin(input: Record<string, unknown>): Promise<ToolResult>;
}

function tools(commandMs?: number): Tools {
  const [exec, stdin] = createCommandTools({
    runner: processRunner(),
    root,
    signal: job.signal,
    ...(commandMs === undefined ? {} : { commandMs }),
  });
  const context = { callId: 'call', signal: job.signal };
  const missing = () => Promise.reject(new Error('There are two tools.'));
  return {
    exec: (input) => exec?.run(input, context) ?? missing(),
    stdin: (input) => stdin?.run(input, context) ?? missing(),
  };
}

function sessionOf(result: ToolResult): number {
  return Number(/session ID (\d+)/.exec(String(result.output))?.[1]);
}

test('a command gives its output, errors merged in, and its exit', async () => {
  const result = await tools().exec({ cmd: 'echo hello; echo err >&2; exit 3' });
  expect(result.output).toMatch(
    /^Chunk ID: [0-9a-f]{6}\nWall time: \d+\.\d{4} seconds\nProcess exited with code 3\nOriginal token count: 3\nOutput:\nhello\nerr\n$/,
  );
  expect(result).toMatchObject({
    failure: expect.stringMatching(/^exit 3, output [0-9a-f]{16}$/),
    record: { cmd: 'echo hello; echo err >&2; exit 3', exit: 3, session: null },
  });
});

test('it runs in the workspace, or in a folder of it', async () => {
  const { exec } = tools();
  expect((await exec({ cmd: 'pwd' })).output).toContain(`\n${root}\n`);
  expect((await exec({ cmd: 'pwd', workdir: 'sub' })).output).toContain(`\n${root}/sub\n`);
  expect((await exec({ cmd: 'pwd', workdir: `${root}/sub` })).output).toContain(`\n${root}/sub\n`);
});

test.each([
  ['a folder outside', { cmd: 'pwd', workdir: '..' }, 'outside the workspace'],
  ['a link to a folder outside', { cmd: 'pwd', workdir: 'away' }, 'outside the workspace'],
  ['a folder that is not there', { cmd: 'pwd', workdir: 'nope' }, 'is no folder'],
  [
    'leave to step out of the sandbox',
    { cmd: 'pwd', sandbox_permissions: 'require_escalated' },
    'cannot leave',
  ],
  ['a NUL byte', { cmd: 'a\0b' }, 'NUL'],
])('%s is refused', async (_, input, words) => {
  symlinkSync('/', join(root, 'away'));
  const result = await tools().exec(input);
  expect(result.output).toMatch(/^exec_command failed: /);
  expect(result.output).toContain(words);
});

test('fields that this loop does not offer are passed over', async () => {
  const result = await tools().exec({ cmd: 'echo x', login: false, shell: 'zsh', tty: true });
  expect(result.failure).toBeNull();
});

test('a long command goes on in a session, is typed into, and told of until its end', async () => {
  const { exec, stdin } = tools();
  const cmd = 'echo ready; read line; echo "got $line"; exit 7';
  const started = await exec({ cmd, tty: true, yield_time_ms: 250 });
  expect(started.output).toContain('Output:\nready\n');
  expect(started).toMatchObject({ failure: null, record: { exit: null, session: sessionOf(started) } });
  const session_id = sessionOf(started);
  const ended = await stdin({ session_id, chars: 'word\n', yield_time_ms: 10_000 });
  expect(ended.output).toContain('Process exited with code 7');
  expect(ended.output).toContain('Output:\ngot word\n');
  expect(ended.record).toMatchObject({ cmd, exit: 7, session: session_id });
  expect(await stdin({ session_id })).toMatchObject({
    output: `write_stdin failed: Unknown process id ${session_id}`,
  });
});

test('a command that was not asked to be typed into finds its input empty', async () => {
  const { exec, stdin } = tools();
  expect((await exec({ cmd: 'cat; echo end' })).output).toContain('Output:\nend\n');
  const started = await exec({ cmd: 'sleep 60', yield_time_ms: 250 });
  const session_id = sessionOf(started);
  expect(await stdin({ session_id, chars: 'word\n' })).toMatchObject({
    output: expect.stringContaining('rerun exec_command with tty=true'),
  });
  expect((await stdin({ session_id, chars: '\u0003', yield_time_ms: 10_000 })).output).toContain('code 130');
});

test('Ctrl-D ends the input', async () => {
  const { exec, stdin } = tools();
  const started = await exec({ cmd: 'cat; echo end', tty: true, yield_time_ms: 250 });
  const session_id = sessionOf(started);
  const ended = await stdin({ session_id, chars: 'word\n\u0004', yield_time_ms: 10_000 });
  expect(ended.output).toContain('Output:\nword\nend\n');
});

test('Ctrl-C interrupts', async () => {
  const { exec, stdin } = tools();
  const started = await exec({
    cmd: 'trap "echo caught; exit 9" INT; while :; do sleep 0.05; done',
    yield_time_ms: 300,
  });
  const ended = await stdin({ session_id: sessionOf(started), chars: '\u0003', yield_time_ms: 10_000 });
  expect(ended.output).toContain('caught');
  expect(ended.record).toMatchObject({ exit: 9 });
});

test('a command that floods is cut at head and tail, and memory stays small', async () => {
  const before = process.memoryUsage().rss;
  const result = await tools().exec({
    cmd: 'echo begin; head -c 100000000 /dev/zero | tr "\\0" x; echo; echo end',
    yield_time_ms: 30_000,
  });
  expect(String(result.output).length).toBeLessThan(45_000);
  expect(result.output).toMatch(
    /Warning: truncated output \(original token count: 2500\d+\)\nTotal output lines: 3\n\nbegin\n/,
  );
  expect(result.output).toMatch(/x\nend\n$/);
  expect(process.memoryUsage().rss - before).toBeLessThan(80 * 1024 * 1024);
});

test('a command that runs too long is killed, and the model is told why', async () => {
  const result = await tools(400).exec({ cmd: 'sleep 60', yield_time_ms: 10_000 });
  expect(result.output).toContain('Process exited with code 137');
  expect(result.output).toContain('it broke a limit (the time limit of 0.4 s)');
});

test('the end of the job ends the wait and the command', async () => {
  const waiting = tools().exec({ cmd: 'sleep 60', yield_time_ms: 30_000 });
  setTimeout(() => job.abort(), 100);
  await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
});
