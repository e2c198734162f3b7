import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { fencedLines, readPages, tableRows } from './pages.ts';
import { repositoryRoot } from './product.ts';
import { readServers, type Server } from './servers.ts';
import { skills } from './skills.ts';

const readme = readPages().get('README.md') ?? '';

let servers: readonly Server[] = [];
beforeAll(async () => {
  servers = await readServers();
}, 60_000);

/** The flags that a skill takes: the fields of its tools, and those that its page explains. */
function flagsOf(name: string): ReadonlySet<string> {
  const skill = skills.find((one) => one.name === name);
  const tools = servers.flatMap((server) =>
    server.tools.filter((tool) => skill?.tools.includes(`${server.name}/${tool.name}`)),
  );
  const fields = tools.flatMap((tool) =>
    Object.keys((tool.inputSchema as { readonly properties?: object }).properties ?? {}),
  );
  const page = readFileSync(join(repositoryRoot, 'plugins/codex-pro/skills', name, 'SKILL.md'), 'utf8');
  return new Set([
    ...fields.map((field) => `--${field.replaceAll('_', '-')}`),
    ...(page.match(/--[a-z][a-z-]*[a-z]/g) ?? []),
  ]);
}

const flagsIn = (text: string): string[] => text.match(/(?<![\w-])--[a-z][a-z-]*[a-z]/g) ?? [];

test('a flag that the README types after a skill is one that the skill takes', () => {
  const typed = fencedLines(readme, '').filter((line) => line.startsWith('/codex-pro:'));
  expect(typed.length).toBeGreaterThan(10);
  for (const line of typed) {
    const name = /^\/codex-pro:([a-z-]+)/.exec(line)?.[1] ?? '';
    expect([...flagsOf(name)], line).toEqual(expect.arrayContaining(flagsIn(line)));
  }
});

test('every new command and flag of the table for those who come from the old plugin exists', () => {
  const rows = tableRows(readme, '| Old | New |');
  expect(rows.length).toBeGreaterThan(15);
  const ofSkills = new Set(skills.flatMap((skill) => [...flagsOf(skill.name)]));
  // The terminal alone has a format.
  const known = [...ofSkills, '--format'];
  for (const [old = '', now = ''] of rows) {
    expect(known, old).toEqual(expect.arrayContaining(flagsIn(now)));
    if (now.startsWith('the same')) expect(known, old).toEqual(expect.arrayContaining(flagsIn(old)));
    for (const [, tool = ''] of now.matchAll(/`run ([a-z-]+)/g)) {
      const names = servers.flatMap((server) => server.tools.map(({ name }) => name.replaceAll('_', '-')));
      expect(names, old).toContain(tool);
    }
  }
});

test('every row of the comparison names a test that is there, or a bench that runs', () => {
  const rows = tableRows(readme, '| When | codex-plugin-cc 1.0.5 | codex-pro | Held by |');
  expect(rows.length).toBeGreaterThan(8);
  const bench = readFileSync(join(repositoryRoot, 'tools/bench/src/main.ts'), 'utf8');
  for (const row of rows) {
    const evidence = row.at(-1) ?? '';
    const files = [...evidence.matchAll(/\]\(([^)]+)\)/g)].map(([, path = '']) => path);
    for (const path of files) {
      expect(path).toMatch(/\.test\.ts$/);
      expect(existsSync(join(repositoryRoot, path)), path).toBe(true);
    }
    const suite = /`npm run bench -- ([a-z-]+)`/.exec(evidence)?.[1];
    if (suite === undefined) expect(files.length, row[0]).toBeGreaterThan(0);
    else expect(bench).toMatch(new RegExp(`^  '?${suite}'?: \\w+Suite,$`, 'm'));
  }
});
