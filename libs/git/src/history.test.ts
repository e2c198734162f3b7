import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { blameLines, listWorkspaceFiles, showRevision } from './history.ts';
import { startedRepository } from './testing/test-repository.ts';

const signal = AbortSignal.timeout(60_000);

test('files are those that git tracks or would track', async () => {
  const { root, write } = startedRepository();
  write('.gitignore', 'built/\n');
  write('built/out.js', 'x');
  write('new.ts', 'x');
  expect([...(await listWorkspaceFiles(root, signal))].sort()).toEqual([
    '.gitignore',
    'a.ts',
    'new.ts',
    'src/b.ts',
  ]);
});

test('a revision shows a file as it was, and a commit by its message and names', async () => {
  const repository = startedRepository();
  repository.write('a.ts', 'changed\n');
  repository.commit('why it changed');
  expect(await showRevision(repository.root, 'HEAD~1', 'a.ts', signal)).toBe('one\ntwo\nthree\n');
  expect(await showRevision(repository.root, 'HEAD', null, signal)).toMatch(/why it changed[\s\S]*M\ta\.ts/);
  await expect(showRevision(repository.root, 'HEAD', 'gone.ts', signal)).rejects.toMatchObject({
    code: 'input_invalid',
  });
});

test('blame names the author of each line', async () => {
  const { root } = startedRepository();
  const lines = await blameLines(root, { path: 'a.ts', revision: null, startLine: 2, endLine: 3 }, signal);
  expect(lines.trim().split('\n')).toHaveLength(2);
  expect(lines).toMatch(/\(A +\d{4}-\d\d-\d\d 2\) two/);
});

test('nothing that the repository names is run', async () => {
  const repository = startedRepository();
  const { root } = repository;
  const mark = join(root, 'was-run');
  const run = `touch ${mark} && cat`;
  repository.write('.gitattributes', '*.ts diff=evil filter=evil\n');
  repository.commit();
  for (const name of [
    'diff.evil.textconv',
    'diff.evil.command',
    'filter.evil.clean',
    'filter.evil.smudge',
    'gpg.program',
  ]) {
    repository.git('config', name, run);
  }
  repository.git('config', 'log.showSignature', 'true');
  repository.write('a.ts', 'one\n2\nthree\n');
  await listWorkspaceFiles(root, signal);
  await showRevision(root, 'HEAD', 'a.ts', signal);
  await showRevision(root, 'HEAD', null, signal);
  for (const revision of [null, 'HEAD']) {
    await blameLines(root, { path: 'a.ts', revision, startLine: 1, endLine: 2 }, signal);
  }
  expect(existsSync(mark)).toBe(false);
});
