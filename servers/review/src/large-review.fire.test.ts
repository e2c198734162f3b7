import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmulator } from '@codex-pro/emulator';
import { startClient } from '@codex-pro/mcp';
import { expect, onTestFinished, test } from 'vitest';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));

/** A repository with one commit, a server on it, and a backend that finds nothing. */
async function stage(before: (write: (path: string, text: string) => void) => void, caps: string) {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'codex-pro-large-')));
  const repository = join(root, 'shop');
  const write = (path: string, text: string): void => {
    mkdirSync(join(repository, path, '..'), { recursive: true });
    writeFileSync(join(repository, path), text);
  };
  mkdirSync(join(root, 'state'), { recursive: true });
  writeFileSync(join(root, 'state', 'profile.yaml'), `review: {caps: {total: ${caps}}}\n`);
  before(write);
  write('README.md', 'Shop.\n');
  const git = (...args: string[]): void => {
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], {
      cwd: repository,
    });
  };
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '--message=first');
  const emulator = await startEmulator({
    record: 'heads',
    scenario: { replies: [{ json: { findings: [], summary: 'Numbers.' } }] },
  });
  const client = await startClient({
    command: process.execPath,
    args: [main],
    cwd: repository,
    env: {
      HOME: root,
      PATH: process.env['PATH'] ?? '',
      CODEX_PRO_HOME: join(root, 'state'),
      CODEX_PRO_BASE_URL: emulator.url,
      CODEX_PRO_API_KEY: 'emulator-key',
    },
  });
  onTestFinished(async () => {
    await client.close();
    await emulator.close();
    rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  });
  const review = async (): Promise<unknown> => {
    const answer = await client.call('review', { wait_seconds: 100 }, { timeoutMs: 110_000 });
    expect(answer, answer.text.slice(0, 500)).toMatchObject({ isError: false });
    return answer.structured;
  };
  return { write, review, emulator };
}

const lines = (file: number, count: number, word: string): string =>
  Array.from({ length: count }, (_, line) =>
    line % 12 === 0
      ? `export function ${word}${file}x${line}(input) {\n`
      : `  ${word}(${file}, ${line}, compute(input));\n`,
  ).join('');

test('a change of 300 files and 20,000 lines is reviewed whole', async () => {
  const { write, review, emulator } = await stage((put) => {
    for (let file = 0; file < 300; file += 1) put(`src/m${file % 20}/f${file}.ts`, lines(file, 34, 'before'));
  }, '8mb');
  for (let file = 0; file < 300; file += 1) write(`src/m${file % 20}/f${file}.ts`, lines(file, 34, 'after'));
  expect(await review()).toMatchObject({
    review: {
      verdict: 'approve',
      coverage: { files_sent: 300, files_total: 300, quorum: { asked: 4, answered: 4 } },
    },
    not_done: [],
  });
  expect(emulator.violations).toEqual([]);
});

test('300 new files of 20 kB are reviewed in parts', async () => {
  const { write, review, emulator } = await stage(() => undefined, '8mb');
  for (let file = 0; file < 300; file += 1) write(`src/m${file % 20}/f${file}.ts`, lines(file, 580, 'value'));
  expect(await review()).toMatchObject({
    review: { coverage: { files_sent: 300, quorum: { asked: 4, answered: 4 } } },
    error: null,
  });
  expect(emulator.ledger.requests).toBeGreaterThan(8);
  expect(emulator.violations).toEqual([]);
});

test('what is over the cap of a review is listed, and the rest reviewed', async () => {
  const { write, review } = await stage(() => undefined, '2mb');
  for (let file = 0; file < 300; file += 1) write(`src/m${file % 20}/f${file}.ts`, lines(file, 580, 'value'));
  const { review: part, not_done: notDone } = (await review()) as {
    review: { verdict: string; coverage: { files_sent: number } };
    not_done: { what: string; why: string }[];
  };
  expect(part.verdict).toBe('needs_attention');
  const { files_sent: sent } = part.coverage;
  expect(sent).toBeGreaterThan(80);
  const listed = notDone.filter(({ why }) => /^too_large: .*caps\.total\)/.test(why));
  expect(listed).toHaveLength(300 - sent);
});
