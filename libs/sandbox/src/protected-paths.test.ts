import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { isProtected, nestedProtectedPaths, protectedPaths } from './protected-paths.ts';

test('settings are protected at the root and further down, whatever their case, unless they were asked for', () => {
  for (const path of [
    '.git/config',
    '.GitHub/workflows/x.yml',
    'Jenkinsfile',
    '.claude',
    'a/b/.vscode/tasks.json',
  ])
    expect(isProtected(path), path).toBe(true);
  for (const path of ['src/a.ts', 'docs/.github.md', 'a/Jenkinsfile', '.gitignore', 'git/config', 'a.git/x'])
    expect(isProtected(path), path).toBe(false);
  expect(isProtected('.github/workflows/x.yml', ['.github'])).toBe(false);
  expect(isProtected('a/.vscode/tasks.json', ['.VSCode'])).toBe(false);
  expect(isProtected('a/.git/config', ['.git'])).toBe(true);
  expect(protectedPaths('/project', ['.github'])).not.toContain('/project/.github');
});

test('those further down are found, whole, but not within packages or within one another', async () => {
  const root = await mkdtemp(join(tmpdir(), 'codex-pro-nested-'));
  try {
    for (const path of [
      '.git/config',
      'a/.git/hooks/x',
      'a/.vscode/.idea/x',
      'a/b/c/d/.mcp.json',
      'node_modules/x/.vscode/x',
      'src/x.ts',
    ]) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), '');
    }
    const found = await nestedProtectedPaths(root);
    expect(found.toSorted()).toEqual(
      ['a/.git', 'a/.vscode', 'a/b/c/d/.mcp.json'].map((path) => join(root, path)),
    );
    expect(await nestedProtectedPaths(root, ['.vscode', '.idea', '.mcp.json'])).toEqual([
      join(root, 'a/.git'),
    ]);
  } finally {
    await rm(root, { recursive: true });
  }
});
