import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { startClient } from '@codex-pro/mcp';
import { errorCodes } from '@codex-pro/runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPages } from './pages.ts';
import { repositoryRoot } from './product.ts';
import { skills } from './skills.ts';

const pages = readPages();
const page = (path: string): string => pages.get(path) ?? '';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'codex-pro-documents-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

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
