import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { projectFiles, repositoryRoot } from '../repository.ts';

const files = projectFiles();
const own = files.filter((path) => !/(^|\/)(dist|fixtures)\//.test(path) && path !== 'package-lock.json');
const text = (path: string): string => readFileSync(join(repositoryRoot, path), 'utf8');
const code = own.filter((path) => /^(libs|servers|tools)\/.*\.ts$/.test(path));

/** Words are put together here, so that this file does not trip over itself. */
const word = (...parts: string[]): string => parts.join('');

test('no file or folder is a drawer for everything', () => {
  expect(
    files.filter((path) => /(^|\/)(utils?|helpers?|common|misc|managers?)(\.|\/|-)/i.test(path)),
  ).toEqual([]);
});

test('file names are kebab-case', () => {
  expect(
    code.map((path) => basename(path)).filter((name) => !/^[a-z0-9]+([.-][a-z0-9]+)*\.ts$/.test(name)),
  ).toEqual([]);
});

test('no test is skipped, alone or waiting to be written', () => {
  const marks = new RegExp(
    `\\b(it|test|describe)\\.(${word('sk', 'ip')}|${word('on', 'ly')}|${word('to', 'do')})\\(`,
  );
  expect(code.filter((path) => path.endsWith('.test.ts') && marks.test(text(path)))).toEqual([]);
});

test('nothing was left behind for later', () => {
  const marks = new RegExp(
    `\\b(${word('TO', 'DO')}|${word('FIX', 'ME')}|${word('X', 'XX')}|${word('HA', 'CK')})\\b`,
  );
  expect(code.filter((path) => marks.test(text(path)))).toEqual([]);
});

test('a source file stays readable: at most 250 lines', () => {
  const long = code
    .filter((path) => !path.endsWith('.test.ts') && !path.includes('/testing/'))
    .map((path) => ({ path, lines: text(path).split('\n').length }))
    .filter(({ lines }) => lines > 250);
  expect(long).toEqual([]);
});

test('no path of a machine that it was written on stands in the project', () => {
  const machine = new RegExp(
    `/${word('wo', 'rk')}/(${word('ma', 'in')}|${word('sha', 'red')}|\\.)|/${word('ro', 'ot')}/`,
  );
  expect(own.filter((path) => /\.(ts|md|json|ya?ml|mjs|sh)$/.test(path) && machine.test(text(path)))).toEqual(
    [],
  );
});

test('the lock file names no registry host', () => {
  expect(text('package-lock.json')).not.toMatch(/"resolved": "https?:/);
});
