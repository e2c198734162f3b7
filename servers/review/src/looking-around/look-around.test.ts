import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Emulator, startEmulator } from '@codex-pro/emulator';
import { type StartedClient, startClient } from '@codex-pro/mcp';
import { afterAll, beforeAll, expect, test } from 'vitest';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));
const quote = '  return priceOf(cart.items[0]);';
const finding = {
  title: 'Empty carts crash',
  body: 'With no items, `items[0]` is undefined, and priceOf does not check it.',
  category: 'correctness',
  priority: 3,
  confidence: 0.9,
  file: 'cart.js',
  line_start: 2,
  line_end: 2,
  quote,
  replacement: null,
};
const read = (path: string) => ({ name: 'read_file', arguments: { path } });

let root: string;
let repository: string;
let emulator: Emulator;
let client: StartedClient;

beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'codex-pro-looking-')));
  repository = join(root, 'shop');
  await mkdir(repository);
  await writeFile(join(root, 'outside.txt'), 'outside-canary\n');
  emulator = await startEmulator({
    scenario: {
      replies: [
        {
          match: { contains: 'never-ending' },
          calls: [read('price.js')],
        },
        {
          times: 1,
          calls: [
            read('price.js'),
            read('.env'),
            read('ignored.log'),
            read('../outside.txt'),
            read('link.txt'),
            { name: 'search', arguments: { query: 'canary' } },
            { name: 'git_show', arguments: { revision: 'HEAD', path: 'cart.js' } },
            { name: 'git_blame', arguments: { path: 'price.js', start_line: 1, end_line: 1 } },
          ],
        },
        { json: { findings: [finding], summary: 'One fault.' } },
      ],
    },
  });
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], {
      cwd: repository,
    });
  git('init', '--quiet', '--initial-branch=main');
  await writeFile(
    join(repository, 'price.js'),
    'export const priceOf = (item) => item.price; // price-text\n',
  );
  await writeFile(
    join(repository, 'cart.js'),
    'export function first(cart) {\n  return null; // old-text\n}\n',
  );
  await writeFile(join(repository, '.gitignore'), 'ignored.log\n');
  git('add', '.');
  git('commit', '--quiet', '--message=first');
  await writeFile(join(repository, '.env'), 'SECRET=env-canary\n');
  await writeFile(join(repository, 'ignored.log'), 'ignored-canary\n');
  await symlink(join(root, 'outside.txt'), join(repository, 'link.txt'));
  await writeFile(join(repository, 'cart.js'), `export function first(cart) {\n${quote}\n}\n`);
  client = await startClient({
    command: process.execPath,
    args: [main],
    env: {
      HOME: root,
      PATH: process.env['PATH'] ?? '',
      CODEX_PRO_HOME: join(root, 'state'),
      CODEX_PRO_BASE_URL: emulator.url,
      CODEX_PRO_API_KEY: 'emulator-key',
    },
    cwd: repository,
  });
});
afterAll(async () => {
  await client.close();
  await emulator.close();
  await rm(root, { recursive: true, force: true, maxRetries: 5 });
});

/** Everything that was sent to the model as the answer of a tool. */
function given(): string[] {
  return emulator.modelRequests
    .flatMap(({ body }) => (body as { input: { type: string; output?: unknown }[] }).input)
    .filter(({ type }) => type === 'function_call_output')
    .map(({ output }) => JSON.stringify(output));
}

test('at depth deep a reviewer reads the workspace, and nothing that is ignored, secret or outside', async () => {
  const answer = await client.call('review', { depth: 'deep', roles: ['correctness'] });
  expect(answer, answer.text).toMatchObject({ isError: false });
  expect(answer.structured).toMatchObject({
    review: { findings: [{ title: finding.title, line_start: 2, votes: 2 }] },
  });
  const sent = given().join('\n');
  expect(sent).toContain('price-text');
  expect(sent).toContain('old-text');
  expect(sent).toContain('may not be read: it looks like a file of secrets');
  expect(sent).toContain('may not be read: the repository ignores it');
  expect(JSON.stringify(emulator.modelRequests.map(({ body }) => body))).not.toMatch(
    /(?:env|ignored|outside)-canary/,
  );
  expect(emulator.violations).toEqual([]);
});

test('a reviewer that never stops looking is stopped, and a review without an answer is an error', async () => {
  const before = emulator.modelRequests.length;
  const answer = await client.call('review', {
    depth: 'deep',
    roles: ['correctness'],
    focus: 'never-ending',
    wait_seconds: 100,
  });
  // Two passes of 12 turns each; then each is asked once more without tools, and once for the repair of an answer.
  expect(emulator.modelRequests.length - before).toBeLessThanOrEqual(2 * 14);
  expect(answer).toMatchObject({ isError: true, structured: { error: { code: expect.any(String) } } });
});

test('at depth standard nobody is given tools', async () => {
  const before = emulator.modelRequests.length;
  await client.call('review', { depth: 'standard', roles: ['correctness'] });
  for (const { body } of emulator.modelRequests.slice(before)) {
    expect((body as { tools?: unknown[] }).tools ?? []).toEqual([]);
  }
});
