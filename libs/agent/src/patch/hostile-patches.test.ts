import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createWorkspaceFiles } from '../files/workspace-files.ts';
import { patchOf, readTree } from '../testing/patch-case.ts';
import { applyPatch } from './apply-patch.ts';
import { commitChanges } from './commit-changes.ts';
import { parsePatch } from './parse-patch.ts';
import { planChanges } from './plan-changes.ts';

let base: string;
let root: string;
let outside: string;
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'codex-pro-hostile-')));
  root = join(base, 'root');
  outside = join(base, 'outside');
  mkdirSync(root);
  mkdirSync(outside);
  writeFileSync(join(outside, 'victim.txt'), 'a\n');
  writeFileSync(join(root, 'f.txt'), 'a\n');
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const add = (path: string) => patchOf(`*** Add File: ${path}`, '+evil');
const update = (path: string) => patchOf(`*** Update File: ${path}`, '-a', '+evil');
const files = () =>
  createWorkspaceFiles({ root, locked: (path) => (path.startsWith('ci/') ? 'it runs elsewhere' : null) });
const everything = () => readTree(base);

test.each([
  ['a path that goes up', () => add('../outside/new.txt')],
  ['a path that goes down and up', () => add('d/../../outside/new.txt')],
  ['an absolute path', () => update(join(outside, 'victim.txt'))],
  ['an update through a link', () => update('link.txt')],
  ['an addition through a link', () => add('link.txt')],
  ['an addition below a link to a folder', () => add('folder/new.txt')],
  ['a deletion below a link to a folder', () => patchOf('*** Delete File: folder/victim.txt')],
  [
    'a move below a link to a folder',
    () => patchOf('*** Update File: f.txt', '*** Move to: folder/f.txt', '-a', '+b'),
  ],
  ['an addition where a link leads to nothing yet', () => add('dangling.txt')],
  ['links in a circle', () => add('circle/x')],
  ['the repository', () => add('.git/hooks/post-commit')],
  ['the repository in capitals', () => add('.GIT/config')],
  ['the repository of a nested project', () => add('sub/.git/config')],
  ['the repository by a name that some systems shorten', () => add('GIT~1/config')],
  ['the repository through a link', () => add('repository/config')],
  ['what the caller locks', () => add('ci/build.yml')],
  ['what the caller locks, through a link', () => add('pipelines/build.yml')],
  ['a NUL byte in a path', () => add('x\0y')],
  ['a path of many names', () => add(`${'d/'.repeat(3_000)}x`)],
  ['a name that is too long', () => add('n'.repeat(300))],
  ['a FIFO', () => update('fifo')],
  ['a FIFO that is overwritten', () => add('fifo')],
  ['half of a surrogate pair', () => add('x').replace('+evil', '+\ud800')],
  ['the workspace itself', () => add('.')],
])('%s is refused, and nothing changes', (_, patch) => {
  symlinkSync(join(outside, 'victim.txt'), join(root, 'link.txt'));
  symlinkSync(outside, join(root, 'folder'));
  symlinkSync(join(outside, 'missing.txt'), join(root, 'dangling.txt'));
  symlinkSync('circle', join(root, 'circle'));
  mkdirSync(join(root, '.git'));
  symlinkSync('.git', join(root, 'repository'));
  mkdirSync(join(root, 'ci'));
  symlinkSync('ci', join(root, 'pipelines'));
  execFileSync('mkfifo', [join(root, 'fifo')]);
  const before = everything();
  expect(() => applyPatch(patch(), files())).toThrow(expect.objectContaining({ name: 'PatchProblem' }));
  expect(everything()).toEqual(before);
});

test('links that stay inside the workspace are followed', () => {
  mkdirSync(join(root, 'd'));
  writeFileSync(join(root, 'd/real.txt'), 'a\n');
  symlinkSync('d', join(root, 'short'));
  symlinkSync(join(root, 'd/real.txt'), join(root, 'link.txt'));
  applyPatch(patchOf('*** Update File: link.txt', '-a', '+b', '*** Add File: short/new.txt', '+x'), files());
  expect(readTree(join(root, 'd'))).toEqual({ 'new.txt': 'x\n', 'real.txt': 'b\n' });
  expect(lstatSync(join(root, 'link.txt')).isSymbolicLink()).toBe(true);
});

test('a deletion of a link takes the link, wherever it leads', () => {
  symlinkSync(join(outside, 'victim.txt'), join(root, 'link.txt'));
  applyPatch(patchOf('*** Delete File: link.txt'), files());
  expect(readdirSync(root)).toEqual(['f.txt']);
  expect(readFileSync(join(outside, 'victim.txt'), 'utf8')).toBe('a\n');
});

test('a link that is deleted and added again becomes a file', () => {
  symlinkSync('f.txt', join(root, 'link.txt'));
  applyPatch(patchOf('*** Delete File: link.txt', '*** Add File: link.txt', '+new'), files());
  expect(lstatSync(join(root, 'link.txt')).mode & 0o7777).toBe(0o666 & ~process.umask());
  expect(lstatSync(join(root, 'link.txt')).isFile()).toBe(true);
  expect(readTree(root)).toEqual({ 'f.txt': 'a\n', 'link.txt': 'new\n' });
});

test('a hard link elsewhere keeps the old content', () => {
  linkSync(join(outside, 'victim.txt'), join(root, 'hard.txt'));
  applyPatch(update('hard.txt'), files());
  expect(readFileSync(join(root, 'hard.txt'), 'utf8')).toBe('evil\n');
  expect(readFileSync(join(outside, 'victim.txt'), 'utf8')).toBe('a\n');
});

test('a move of a file onto itself changes it', () => {
  applyPatch(patchOf('*** Update File: f.txt', '*** Move to: ./f.txt', '-a', '+b'), files());
  expect(readTree(root)).toEqual({ 'f.txt': 'b\n' });
});

test('a file keeps its mode', () => {
  chmodSync(join(root, 'f.txt'), 0o750);
  applyPatch(update('f.txt'), files());
  expect(statSync(join(root, 'f.txt')).mode & 0o777).toBe(0o750);
});

test('a folder that turns into a link between the plan and the change is not followed', () => {
  mkdirSync(join(root, 'd'));
  const plan = planChanges(
    parsePatch(patchOf('*** Update File: f.txt', '-a', '+b', '*** Add File: d/n.txt', '+x')),
    files(),
  );
  rmSync(join(root, 'd'), { recursive: true });
  symlinkSync(outside, join(root, 'd'));
  const before = everything();
  expect(() => commitChanges(root, plan.changes)).toThrow('d is no folder');
  expect(everything()).toEqual(before);
});

test('a file that turns into a link between the plan and the change is left alone', () => {
  const plan = planChanges(parsePatch(update('f.txt')), files());
  rmSync(join(root, 'f.txt'));
  symlinkSync(join(outside, 'victim.txt'), join(root, 'f.txt'));
  const before = everything();
  expect(() => commitChanges(root, plan.changes)).toThrow('changed while it was patched');
  expect(everything()).toEqual(before);
});

test('a file that somebody writes between the plan and the change keeps what they wrote', () => {
  const plan = planChanges(
    parsePatch(patchOf('*** Add File: n.txt', '+x', '*** Update File: f.txt', '-a', '+b')),
    files(),
  );
  writeFileSync(join(root, 'f.txt'), 'theirs\n');
  expect(() => commitChanges(root, plan.changes)).toThrow('changed while it was patched');
  expect(readTree(root)).toEqual({ 'f.txt': 'theirs\n' });
});

test('a failure in the last step takes back the steps before it, deletions and new folders too', () => {
  for (const name of ['gone.txt', 'g.txt']) writeFileSync(join(root, name), 'a\n');
  const plan = planChanges(
    parsePatch(
      patchOf(
        '*** Delete File: gone.txt',
        '*** Add File: new/deep/n.txt',
        '+x',
        '*** Update File: f.txt',
        '-a',
        '+b',
        '*** Update File: g.txt',
        '-a',
        '+b',
      ),
    ),
    files(),
  );
  writeFileSync(join(root, 'g.txt'), 'theirs\n');
  expect(() => commitChanges(root, plan.changes)).toThrow('changed while it was patched');
  expect(readTree(root)).toEqual({ 'f.txt': 'a\n', 'g.txt': 'theirs\n', 'gone.txt': 'a\n' });
  expect(readdirSync(root).toSorted()).toEqual(['f.txt', 'g.txt', 'gone.txt']);
});

test('a file that is too large is refused before it is read', () => {
  const large = join(root, 'large.txt');
  writeFileSync(large, '');
  execFileSync('truncate', ['-s', '200M', large]);
  const before = process.memoryUsage().rss;
  expect(() => applyPatch(update('large.txt'), files())).toThrow('too large to patch (209715200 bytes)');
  expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
});

test('a patch of 100,000 hunks is applied, or refused within its effort', () => {
  const many = Array.from({ length: 100_000 }, (_, index) => `line ${index}`);
  writeFileSync(join(root, 'many.txt'), `${many.join('\n')}\n`);
  const right = many.flatMap((line) => ['@@', `-${line}`, `+${line}!`]);
  applyPatch(patchOf('*** Update File: many.txt', right.join('\n')), files());
  expect(readFileSync(join(root, 'many.txt'), 'utf8').startsWith('line 0!\nline 1!\n')).toBe(true);

  const loose = Array.from({ length: 2_000 }, (_, index) => [
    '@@',
    `- line ${index * 50}!`,
    '+x',
    '@@',
    '+y',
  ]).flat();
  const before = readFileSync(join(root, 'many.txt'), 'utf8');
  expect(() => applyPatch(patchOf('*** Update File: many.txt', loose.join('\n')), files())).toThrow(
    /takes too long/,
  );
  expect(readFileSync(join(root, 'many.txt'), 'utf8')).toBe(before);
});

test('a patch that is too long is refused', () => {
  expect(() => applyPatch('x'.repeat(17 * 1024 * 1024), files())).toThrow('characters');
});
