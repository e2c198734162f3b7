import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { readHeader } from './patch-header.ts';
import {
  openRepository,
  snapshotOf,
  startedRepository,
  type TestRepository,
  temporaryFolder,
} from './testing/test-repository.ts';

/** A gh on PATH that prints what lies in files, or fails as gh does. */
function fakeGh(answers: { diff?: string | Buffer; view?: string; stderr?: string; code?: number }): void {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'diff'), answers.diff ?? '');
  writeFileSync(join(folder, 'view'), answers.view ?? '{}');
  writeFileSync(join(folder, 'stderr'), answers.stderr ?? '');
  const script = `#!/bin/sh
[ "$1" = pr ] && [ "$3" = 7 ] || { echo "unexpected: $*" >&2; exit 9; }
cat '${folder}/stderr' >&2
[ ${answers.code ?? 0} = 0 ] || exit ${answers.code ?? 0}
exec cat "${folder}/$2"
`;
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'gh'), script);
  chmodSync(join(bin, 'gh'), 0o755);
  vi.stubEnv('PATH', `${bin}:${process.env['PATH']}`);
}

/** A branch with every kind of change, and names that git has to quote. */
function topic(): { repository: TestRepository; head: string } {
  const repository = startedRepository();
  const { root } = repository;
  repository.write('gone.ts', 'old\n');
  repository.write('moved from.ts', 'one\ntwo\nthree\nfour\nfive\nsix\n');
  repository.write('run.sh', '#!/bin/sh\n');
  repository.write('picture.bin', Buffer.from([0, 1, 2, 3]));
  repository.write('line.txt', 'no end');
  repository.commit();
  repository.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  repository.git('checkout', '-q', '-b', 'topic');
  rmSync(join(root, 'gone.ts'));
  renameSync(join(root, 'moved from.ts'), join(root, 'moved to.ts'));
  repository.write('moved to.ts', 'one\ntwo\nthree\nfour\nfive\nseven\n');
  chmodSync(join(root, 'run.sh'), 0o755);
  repository.write('picture.bin', Buffer.from([0, 1, 2, 4]));
  repository.write('line.txt', 'an end\n--- a/trap\n+++ b/trap\n');
  repository.write('héllo "quoted".ts', 'new\n');
  repository.write('a b/ b/x.ts', 'new\n');
  repository.write('empty.ts', '');
  repository.write('.env', 'KEY=1\n');
  return { repository, head: repository.commit() };
}

describe('a pull request', () => {
  test('is the same snapshot as its commits, read from what gh prints', async () => {
    const { repository, head } = topic();
    const view = JSON.stringify({ baseRefName: 'main', headRefName: 'topic', headRefOid: head });
    fakeGh({ diff: repository.gitBytes('diff', 'main...topic'), view });
    const range = await snapshotOf(repository, { range: 'main...topic' });
    const snapshot = await snapshotOf(repository, { pullRequest: 7 });
    // A patch has no size of what it does not show; git's own lists do.
    const comparable = (files: typeof snapshot.files) =>
      files.map(({ size, ...file }) => (file.content === null ? file : { size, ...file }));
    expect(comparable(snapshot.files)).toEqual(comparable(range.files));
    expect(snapshot.target).toMatchObject({
      scope: 'pull-request',
      base: range.target.base,
      baseName: 'main',
      head,
      headName: 'pull/7',
      description: `pull request 7 (topic into main) (${range.files.length} files)`,
    });
  });

  test('that this clone has not fetched is reviewed by its diff alone, and paths narrow it', async () => {
    const { repository } = topic();
    const elsewhere = openRepository(temporaryFolder());
    elsewhere.git('init', '-q', '-b', 'main');
    elsewhere.write('x', 'x');
    elsewhere.commit();
    fakeGh({ diff: repository.gitBytes('diff', 'main...topic'), view: 'not json' });
    const snapshot = await snapshotOf(elsewhere, { pullRequest: 7, paths: ['moved to.ts', 'a b'] });
    expect(snapshot.files.map(({ path, content }) => [path, content])).toEqual([
      ['a b/ b/x.ts', null],
      ['moved to.ts', null],
    ]);
    expect(snapshot.files[1]?.hunks[0]?.lines).toContain('+seven');
    expect(snapshot.target).toMatchObject({ base: null, head: null });
  });

  test.each([
    [
      'gh that is not signed in',
      { code: 4, stderr: 'To get started, run: gh auth login' },
      'not_configured',
      'gh auth login',
    ],
    [
      'a number that does not exist',
      { code: 1, stderr: 'GraphQL: Could not resolve to a PullRequest with the number of 7.' },
      'input_invalid',
      'no such pull request',
    ],
    [
      'a diff that GitHub will not list',
      { code: 1, stderr: 'could not find pull request diff: HTTP 406: exceeded the maximum number of files' },
      'target_too_large',
      'too large',
    ],
    [
      'a network that is down',
      { code: 1, stderr: 'error connecting to api.github.com' },
      'upstream_failed',
      'error connecting',
    ],
    ['nothing changed', { diff: '' }, 'target_empty', 'pull request 7'],
  ])('%s is one clear error', async (_, answers, code, words) => {
    const repository = startedRepository();
    fakeGh(answers);
    await expect(snapshotOf(repository, { pullRequest: 7 })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words),
    });
  });

  test('without gh says so, and the number belongs to its scope', async () => {
    const repository = startedRepository();
    const bin = temporaryFolder();
    const git = repository.git('--exec-path');
    vi.stubEnv('PATH', `${bin}:${git.trim()}`);
    await expect(snapshotOf(repository, { pullRequest: 7 })).rejects.toMatchObject({
      code: 'not_configured',
      message: expect.stringContaining('not on PATH'),
    });
    await expect(snapshotOf(repository, { scope: 'staged', pullRequest: 7 })).rejects.toThrow(
      "'pull_request' does not go with the scope 'staged'.",
    );
    await expect(snapshotOf(repository, { scope: 'pull-request' })).rejects.toThrow("needs 'pull_request'");
  });
});

test('a section without any name is refused', () => {
  expect(() => readHeader(Buffer.from('diff --git a/x b/y\n'))).toThrow('names no file');
});
