import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { startClient } from '@codex-pro/mcp';
import { errorCodes } from '@codex-pro/runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { repositoryRoot } from './product.ts';
import { skills } from './skills.ts';

/** The pages that people read, by their paths. */
const pages = new Map(
  [
    ...readdirSync(repositoryRoot).filter((name) => name.endsWith('.md')),
    ...['docs', 'docs/hosts', 'docs/servers'].flatMap((folder) =>
      readdirSync(join(repositoryRoot, folder))
        .filter((name) => name.endsWith('.md'))
        .map((name) => `${folder}/${name}`),
    ),
  ].map((path) => [path, readFileSync(join(repositoryRoot, path), 'utf8')] as const),
);

const page = (path: string): string => pages.get(path) ?? '';

/** The lines of the fenced blocks that a shell runs, without their comments. */
const shellLines = (text: string): string[] =>
  [...text.matchAll(/^```sh\n(.*?)^```$/gms)]
    .flatMap(([, block = '']) => block.split('\n'))
    .map((line) => line.replace(/\s+#.*$/, ''))
    .filter((line) => line !== '');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'codex-pro-documents-'));
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], { cwd: folder });
  git('init', '--quiet');
  writeFileSync(join(folder, 'sum.js'), 'export const sum = (a, b) => a + b;\n');
  git('add', '.');
  git('commit', '--quiet', '--message', 'Add a sum');
  writeFileSync(join(folder, 'sum.js'), 'export const sum = (a, b) => a - b;\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bundle = /^node (plugins\/codex-pro\/dist\/\w+\.mjs)/;
const commands = [
  ...new Set(['README.md', 'docs/troubleshooting.md'].flatMap((path) => shellLines(page(path)))),
].filter((line) => bundle.test(line));

test('the pages hold commands to run', () => {
  expect(commands.length).toBeGreaterThan(4);
});

test.each(commands)('%s', (command) => {
  const words = command.split(' ').slice(1);
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(repositoryRoot, words[0] ?? ''), ...words.slice(1)],
    {
      cwd: folder,
      input: '',
      encoding: 'utf8',
      timeout: 20_000,
      env: {
        PATH: process.env['PATH'],
        HOME: folder,
        CODEX_PRO_HOME: join(folder, 'state'),
        CODEX_HOME: join(folder, 'codex'),
        CODEX_PRO_BASE_URL: 'http://127.0.0.1:9/v1',
      },
    },
  );
  // Nothing answers at that address: a check of the setup says so, and ends with 1.
  expect(status, stderr).toBe(command.includes('check-setup') ? 1 : 0);
});

interface Registered {
  readonly command: string;
  readonly args: readonly string[];
}

/** The servers of the first snippet of a host's page: those of a clone. */
function registeredBy(host: string): Readonly<Record<string, Registered>> {
  const [, snippet = ''] = /^```json\n(.*?)^```$/ms.exec(page(`docs/hosts/${host}.md`)) ?? [];
  const [servers = {}] = Object.values(
    JSON.parse(snippet) as Readonly<Record<string, Record<string, Registered>>>,
  );
  return servers;
}

test('the snippet of every host names the same servers, and each starts as it says', async () => {
  const servers = registeredBy('generic');
  expect(Object.keys(servers).length).toBe(4);
  for (const host of ['cursor', 'vscode', 'zed']) {
    const same = Object.entries(registeredBy(host)).map(([name, { command, args }]) => [
      name,
      { command, args },
    ]);
    expect(Object.fromEntries(same), host).toEqual(servers);
  }
  for (const [name, { command, args }] of Object.entries(servers)) {
    expect(command).toBe('node');
    const here = args.map((word) => word.replace('/path/to/codex-pro/', repositoryRoot));
    const client = await startClient({ command: process.execPath, args: here, cwd: folder });
    expect(client.server?.name).toBe(name);
    await client.close();
  }
});

test('every npm script that a page names is there', () => {
  const { scripts } = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  const named = [...pages.values()].flatMap((text) =>
    [...text.matchAll(/npm run ([a-z0-9:-]*[a-z0-9])/g)].map(([, name]) => name),
  );
  expect(named.filter((name) => !Object.hasOwn(scripts, name ?? ''))).toEqual([]);
});

test('every skill that a page names is there', () => {
  const named = [...pages.values()].flatMap((text) =>
    [...text.matchAll(/\/codex-pro:([a-z-]*[a-z])/g)].map(([, name]) => name),
  );
  expect(skills.map((skill) => skill.name)).toEqual(expect.arrayContaining([...new Set(named)]));
});

test('every link into the project leads somewhere', () => {
  const broken = [...pages].flatMap(([path, text]) =>
    [...text.matchAll(/\]\((?![a-z]+:|#)([^)#]+)/g)]
      .map(([, target = '']) => join(dirname(path), target))
      .filter((target) => !existsSync(join(repositoryRoot, target)))
      .map((target) => `${path} → ${target}`),
  );
  expect(broken).toEqual([]);
});

test('every error code is explained, and no other', () => {
  const explained = [...page('docs/troubleshooting.md').matchAll(/^\| `([a-z_]+)` \|/gm)].map(
    ([, code]) => code,
  );
  expect(explained).toEqual([...errorCodes]);
});
