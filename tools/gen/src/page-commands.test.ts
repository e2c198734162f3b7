import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPages, shellLines } from './pages.ts';
import { repositoryRoot } from './product.ts';

const inProject = (path: string): string => readFileSync(join(repositoryRoot, path), 'utf8');
const { scripts } = JSON.parse(inProject('package.json')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** Every line that a page tells a shell to run; docs/ci.md needs a workflow and reviewdog around it. */
const commands = [
  ...new Set(
    [...readPages()].filter(([path]) => path !== 'docs/ci.md').flatMap(([, text]) => shellLines(text)),
  ),
];

/** The words of a command that is run here: a bundle, or the npm script of one. Null for the others. */
function bundleWords(command: string): readonly string[] | null {
  const script = /^npm run (\w+) -- (.*)$/.exec(command);
  const line = script === null ? command : `${scripts[script[1] ?? '']} ${script[2]}`;
  return /^node plugins\/codex-pro\/dist\/\w+\.mjs/.test(line) ? line.split(' ').slice(1) : null;
}

/** The others, with the file that runs them and what it runs them by. */
const runElsewhere: readonly (readonly [command: RegExp, file: string, by: string])[] = [
  [/^npm ci && npm test$/, '.ci/run', '\nnpm ci\nnpm test\n'],
  [/^npm ci && npm run demo$/, 'tools/demo/src/main.test.ts', 'startDemo()'],
  [/^codex mcp add /, 'tools/e2e/src/codex-plugin.e2e.test.ts', "'docs/hosts/codex.md'"],
  [/^codex plugin /, 'tools/e2e/src/codex-plugin.e2e.test.ts', "'plugin', 'marketplace', 'add'"],
  [/^gemini extensions install /, 'tools/e2e/src/gemini.e2e.test.ts', "'docs/hosts/gemini.md'"],
];

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'codex-pro-commands-'));
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], { cwd: folder });
  git('init', '--quiet', '--initial-branch', 'main');
  writeFileSync(join(folder, 'sum.js'), 'export const sum = (a, b) => a + b;\n');
  git('add', '.');
  git('commit', '--quiet', '--message', 'Add a sum');
  git('switch', '--quiet', '--create', 'change');
  writeFileSync(join(folder, 'sum.js'), 'export const sum = (a, b) => a - b;\n');
  git('commit', '--quiet', '--all', '--message', 'Change the sum');
  writeFileSync(join(folder, 'sum.js'), 'export const sum = (a, b) => a * b;\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('every command of a page is run, here or by the test that is named', () => {
  expect(commands.length).toBeGreaterThan(10);
  for (const command of commands.filter((line) => bundleWords(line) === null)) {
    const [, file = '', by = ''] = runElsewhere.find(([pattern]) => pattern.test(command)) ?? [];
    expect(file, `nothing runs: ${command}`).not.toBe('');
    expect(inProject(file), file).toContain(by);
  }
  expect(scripts['demo']).toBe('node tools/demo/src/main.ts');
});

test.each(commands.filter((line) => bundleWords(line) !== null))('%s', (command) => {
  const [bundle = '', ...words] = bundleWords(command) ?? [];
  const { status, stderr } = spawnSync(process.execPath, [join(repositoryRoot, bundle), ...words], {
    cwd: folder,
    input: '',
    encoding: 'utf8',
    timeout: 20_000,
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      CODEX_PRO_HOME: join(folder, 'state'),
      CODEX_HOME: join(folder, 'codex'),
      // Who is not signed in is told so before anything is sent; a check of the setup does try the network.
      ...(command.includes('check-setup') ? { CODEX_PRO_BASE_URL: 'http://127.0.0.1:9/v1' } : {}),
    },
  });
  const expected = withoutLogin.find(([pattern]) => pattern.test(command));
  expect(status, stderr).toBe(expected?.[1] ?? 0);
  if (expected !== undefined) expect(stderr).toMatch(expected[2]);
});

/** Nobody is signed in here: these commands say so, and what to do. */
const withoutLogin: readonly (readonly [command: RegExp, status: number, stderr: RegExp])[] = [
  [/ run check-setup$/, 1, /^$/],
  [/^npm run review /, 3, /codex login/],
];
