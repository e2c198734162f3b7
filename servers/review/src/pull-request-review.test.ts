import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Emulator, startEmulator } from '@codex-pro/emulator';
import { startClient } from '@codex-pro/mcp';
import { afterAll, beforeAll, expect, test } from 'vitest';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const quote = '  return cart.items[0].price;';

let root: string;
let repository: string;
let emulator: Emulator;

beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'codex-pro-pull-request-')));
  repository = join(root, 'shop');
  await mkdir(repository);
  const finding = {
    title: 'Empty carts crash',
    body: 'With no items, `items[0]` is undefined.',
    category: 'correctness',
    priority: 1,
    confidence: 0.9,
    file: 'cart.js',
    line_start: 2,
    line_end: 2,
    quote,
    replacement: null,
  };
  emulator = await startEmulator({
    scenario: { replies: [{ json: { findings: [finding], summary: 'One fault.' } }] },
  });
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], {
      cwd: repository,
    });
  git('init', '--quiet', '--initial-branch=main');
  await writeFile(join(repository, 'cart.js'), 'export function first(cart) {\n  return null;\n}\n');
  git('add', '.');
  git('commit', '--quiet', '--message=first');
  // What GitHub would print, of commits that are in no clone here.
  await writeFile(join(repository, 'cart.js'), `export function first(cart) {\n${quote}\n}\n`);
  await writeFile(join(root, 'diff'), git('diff'));
  git('checkout', '--quiet', '--', '.');
  await mkdir(join(root, 'bin'));
  const gh = `#!/bin/sh
[ "$2" = diff ] && exec cat '${join(root, 'diff')}'
echo '{"baseRefName":"main","headRefName":"topic","headRefOid":"${'b'.repeat(40)}"}'
`;
  await writeFile(join(root, 'bin', 'gh'), gh);
  await chmod(join(root, 'bin', 'gh'), 0o755);
});
afterAll(async () => {
  await emulator.close();
  await rm(root, { recursive: true, force: true, maxRetries: 5 });
});

const start = (path: string) =>
  startClient({
    command: process.execPath,
    args: [main],
    env: {
      HOME: root,
      PATH: path,
      CODEX_PRO_HOME: join(root, 'state'),
      CODEX_PRO_BASE_URL: emulator.url,
      CODEX_PRO_API_KEY: 'emulator-key',
    },
    cwd: repository,
  });

test("a pull request is reviewed by GitHub's own diff; what a review of it has seen is left out of the next", async () => {
  const client = await start(`${join(root, 'bin')}:${process.env['PATH']}`);
  const answer = await client.call('review', { pull_request: 7, depth: 'quick' });
  expect(answer, answer.text).toMatchObject({
    isError: false,
    structured: {
      review: {
        findings: [{ title: 'Empty carts crash', file: 'cart.js', line_start: 2 }],
        target: { scope: 'pull-request', files: ['cart.js'] },
      },
    },
  });
  const again = await client.call('review', { pull_request: 7, depth: 'quick', since_last: true });
  expect(again).toMatchObject({ isError: true, text: expect.stringContaining('Nothing changed on pull/7') });
  await client.close();
});

test('without gh the answer says what to install', async () => {
  const git = execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim();
  const client = await start(git);
  const answer = await client.call('review', { pull_request: 7 });
  expect(answer).toMatchObject({ isError: true, structured: { error: { code: 'not_configured' } } });
  expect(answer.text).toContain('gh auth login');
  await client.close();
});
