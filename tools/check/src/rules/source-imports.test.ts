import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { expect, test } from 'vitest';
import { projectFiles, repositoryRoot } from '../repository.ts';

const sources = projectFiles().filter((path) => /^(libs|servers|tools)\/.*\.ts$/.test(path));
const importPattern = /\bfrom\s+'([^']+)'|^\s*import\s+'([^']+)'|\bimport\(\s*'([^']+)'/gm;

interface Import {
  readonly file: string;
  readonly specifier: string;
}

const imports: Import[] = sources.flatMap((file) =>
  [...readFileSync(join(repositoryRoot, file), 'utf8').matchAll(importPattern)].map((match) => ({
    file,
    specifier: match[1] ?? match[2] ?? match[3] ?? '',
  })),
);

const room = (path: string): string => path.split('/').slice(0, 2).join('/');

function importersOf(wanted: (specifier: string) => boolean): string[] {
  return [...new Set(imports.filter((one) => wanted(one.specifier)).map((one) => room(one.file)))];
}

test('a relative import never leaves its package', () => {
  const strays = imports.filter(
    ({ file, specifier }) =>
      specifier.startsWith('.') && room(posix.join(posix.dirname(file), specifier)) !== room(file),
  );
  expect(strays).toEqual([]);
});

test('relative imports carry their extension', () => {
  expect(
    imports.filter(({ specifier }) => /^\.{1,2}\//.test(specifier) && !/\.(ts|json|mjs)$/.test(specifier)),
  ).toEqual([]);
});

test('only libs/runtime speaks HTTP through undici, and the bench that measures it', () => {
  expect(
    importersOf((name) => name.split('/')[0] === 'undici').filter((one) => one !== 'tools/bench'),
  ).toEqual(['libs/runtime']);
});

test('only libs/jobs opens a database', () => {
  expect(importersOf((name) => name === 'node:sqlite')).toEqual(['libs/jobs']);
});

test('only libs/mcp knows the MCP SDK, and the bridge that carries its messages for a test', () => {
  const importers = imports.filter(({ specifier }) => specifier.startsWith('@modelcontextprotocol/'));
  const elsewhere = importers.filter(({ file }) => room(file) !== 'libs/mcp').map(({ file }) => file);
  expect(importers.length).toBeGreaterThan(elsewhere.length);
  expect([...new Set(elsewhere)]).toEqual(['tools/e2e/src/http-bridge.ts']);
});

test('an index names what it exports', () => {
  const stars = sources
    .filter((path) => path.endsWith('/src/index.ts'))
    .filter((path) => /export \*/.test(readFileSync(join(repositoryRoot, path), 'utf8')));
  expect(stars).toEqual([]);
});

test('the domain of a server is pure: no MCP, no HTTP, no jobs, no files, no processes', () => {
  const impure = /^(node:(fs|net|http|https|child_process|sqlite)|@codex-pro\/(mcp|jobs|capability)|undici)/;
  const domains = imports.filter(({ file }) => {
    const [, server, , folder] = file.split('/');
    return file.startsWith('servers/') && folder === server && !file.endsWith('.test.ts');
  });
  expect(domains.length).toBeGreaterThan(0);
  expect(domains.filter(({ specifier }) => impure.test(specifier))).toEqual([]);
});

test('tests lie beside what they test, not in a folder of their own', () => {
  expect(
    projectFiles().filter((path) => /(^|\/)(__tests__|tests?)\//.test(path) && path.endsWith('.ts')),
  ).toEqual([]);
});

test('zod is imported as a namespace: the named import brings 270 KB of it into every bundle', () => {
  const named = sources.filter((path) =>
    /import \{[^}]*\bz\b[^}]*\} from 'zod'/.test(readFileSync(join(repositoryRoot, path), 'utf8')),
  );
  expect(named).toEqual([]);
});
