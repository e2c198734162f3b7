import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Emulator, startEmulator } from '@codex-pro/emulator';
import { type StartedClient, startClient } from '@codex-pro/mcp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { challengeAnswer } from './adversarial/challenge-fixture.ts';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const decision = 'Every worker appends to one file.';

let root: string;
let repository: string;
let emulator: Emulator;
let client: StartedClient;

beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'codex-pro-adversarial-')));
  repository = join(root, 'shop');
  await mkdir(repository);
  emulator = await startEmulator({
    scenario: {
      replies: [
        {
          match: { contains: 'repair me' },
          times: 1,
          json: { ...challengeAnswer(decision), trade_offs: [] },
        },
        { json: challengeAnswer(decision) },
      ],
    },
  });
  execFileSync('git', ['init', '--quiet', '--initial-branch=main'], { cwd: repository });
  await writeFile(join(repository, 'plan.md'), `# Queue\n\n${decision}\n`);
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

test('a plan is challenged as it stands: every list with its evidence, and a report', async () => {
  const answer = await client.call('adversarial_review', { paths: ['plan.md'], focus: 'one file' });
  expect(answer, answer.text).toMatchObject({ isError: false });
  const evidence = { file: 'plan.md', line_start: 3, line_end: 3, quote: decision };
  expect(answer.structured).toMatchObject({
    schema: 'codex-pro/1',
    job: { state: 'succeeded', kind: 'review', id: expect.stringMatching(/^adv-/) },
    adversarial: {
      verdict: 'sound',
      assumptions_challenged: [{ evidence }],
      failure_modes: [{ evidence }],
      alternatives: [{ evidence }],
      trade_offs: [{ evidence }],
      target: { scope: 'paths', files: ['plan.md'] },
      coverage: { quorum: { asked: 2, answered: 2 } },
    },
    usage: { requests: 2 },
    error: null,
  });
  const { artifacts } = answer.structured as { artifacts: { kind: string; path: string }[] };
  const report = readFileSync(artifacts.find(({ kind }) => kind === 'markdown')?.path ?? '', 'utf8');
  expect(report).toContain('# Adversarial review: sound');
  expect(report).toContain('### P2: A full disk loses the queue');
  expect(report).toContain(decision);
  expect(emulator.violations).toEqual([]);
});

test('an empty list is repaired once', async () => {
  const answer = await client.call('adversarial_review', { focus: 'repair me', depth: 'quick' });
  expect(answer.structured).toMatchObject({ usage: { requests: 2 }, adversarial: { trade_offs: [{}] } });
});

test('the terminal shows it, and waits for it by its id', async () => {
  const env = {
    HOME: root,
    PATH: process.env['PATH'] ?? '',
    CODEX_PRO_HOME: join(root, 'state'),
    CODEX_PRO_BASE_URL: emulator.url,
    CODEX_PRO_API_KEY: 'emulator-key',
  };
  const run = async (...words: string[]): Promise<string> =>
    (await promisify(execFile)(process.execPath, [main, 'run', ...words], { cwd: repository, env })).stdout;
  const shown = await run('adversarial-review', '--paths', 'plan.md', '--depth', 'quick');
  expect(shown).toContain('Failure modes');
  expect(shown).toContain('plan.md:3');
  const id = /job (adv-\w+)/.exec(shown)?.[1] ?? '';
  expect(await run('wait', id)).toBe(shown);
});
