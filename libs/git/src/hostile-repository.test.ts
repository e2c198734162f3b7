import { chmodSync, existsSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import {
  createRepository,
  listed,
  openRepository,
  snapshotOf,
  temporaryFolder,
} from './testing/test-repository.ts';

/** A program that leaves a mark when anything runs it, and passes its input on. */
function trap() {
  const folder = temporaryFolder();
  const program = join(folder, 'program');
  const mark = join(folder, 'ran');
  writeFileSync(program, `#!/bin/sh\necho "$0 $*" >> '${mark}'\ncat\n`);
  chmodSync(program, 0o755);
  return { program, sprung: () => existsSync(mark) };
}

const later = new Date(Date.now() + 10_000);

test("nothing that a repository's own settings name is run", async () => {
  const { program, sprung } = trap();
  const repository = createRepository();
  repository.write('a.txt', 'one\n');
  repository.write('b.txt', 'same\n');
  repository.commit();
  repository.write('.gitattributes', '* filter=evil diff=evil merge=evil\n');
  repository.write('a.txt', 'one\ntwo\n');
  // Touched without a change: git must read it to know.
  const { utimesSync } = await import('node:fs');
  utimesSync(join(repository.root, 'b.txt'), later, later);
  for (const [name, value] of Object.entries({
    'filter.evil.clean': program,
    'filter.evil.smudge': program,
    'filter.evil.process': program,
    'filter.evil.required': 'true',
    'diff.evil.textconv': program,
    'diff.evil.command': program,
    'diff.external': program,
    'core.fsmonitor': program,
    'core.hooksPath': join(program, '..'),
    'core.pager': program,
    'pager.diff-index': program,
    'core.sshCommand': program,
    'core.askPass': program,
    'core.editor': program,
    'alias.diff-index': `!${program}`,
  })) {
    repository.git('config', name, value);
  }
  const snapshot = await snapshotOf(repository);
  expect(sprung()).toBe(false);
  expect(listed(snapshot)).toEqual(['untracked .gitattributes', 'modified a.txt']);
  expect(snapshot.files[1]?.hunks[0]?.lines).toEqual([' one', '+two']);

  // The trap itself works: a plain git runs it.
  try {
    repository.git('diff');
  } catch {
    // The program speaks no filter protocol, so that git fails after having run it.
  }
  expect(sprung()).toBe(true);
});

test("a filter of the user's own settings still runs, also where the repository tries to replace it", async () => {
  const { program, sprung } = trap();
  const home = temporaryFolder();
  writeFileSync(join(home, '.gitconfig'), '[filter "upper"]\n\tclean = tr a-z A-Z\n');
  vi.stubEnv('HOME', home);
  const repository = createRepository();
  repository.write('a.txt', 'ONE\n');
  repository.commit();
  repository.write('.gitattributes', '*.txt filter=upper\n');
  repository.write('a.txt', 'one\ntwo\n');
  repository.git('config', 'filter.upper.clean', program);
  const snapshot = await snapshotOf(repository, { paths: ['a.txt'] });
  expect(sprung()).toBe(false);
  expect(snapshot.files[0]).toMatchObject({ path: 'a.txt', added: 1, content: null });
  expect(snapshot.files[0]?.hunks[0]?.lines).toEqual([' ONE', '+TWO']);
});

test('the settings of a submodule are not run either', async () => {
  const { program, sprung } = trap();
  const inner = createRepository();
  inner.write('a', 'a\n');
  inner.commit();
  const outer = createRepository();
  outer.git('submodule', '--quiet', 'add', inner.root, 'inner');
  outer.commit();
  const inside = openRepository(join(outer.root, 'inner'));
  inside.write('.gitattributes', '* filter=evil\n');
  inside.write('a', 'changed\n');
  inside.git('config', 'filter.evil.clean', program);
  inside.git('config', 'core.fsmonitor', program);
  outer.write('b', 'b\n');
  expect(listed(await snapshotOf(outer))).toEqual(['untracked b', 'modified inner [submodule]']);
  expect(sprung()).toBe(false);
});

test('a partial clone fetches nothing, whatever its remote is, and says what to do', async () => {
  const { program, sprung } = trap();
  const origin = createRepository();
  origin.git('config', 'uploadpack.allowFilter', 'true');
  origin.write('a', 'one\n');
  origin.commit();
  origin.write('a', 'two\n');
  origin.commit();
  const root = join(temporaryFolder(), 'clone');
  origin.git('clone', '-q', '--filter=blob:none', `file://${origin.root}`, root);
  const clone = openRepository(root);
  for (const url of [`file://${origin.root}`, `ext::${program}`, `${program}::x`]) {
    clone.git('config', 'remote.origin.url', url);
    clone.git('config', 'remote.origin.uploadpack', program);
    clone.git('config', 'protocol.allow', 'always');
    clone.git('config', 'protocol.ext.allow', 'always');
    clone.git('config', 'protocol.file.allow', 'always');
    await expect(snapshotOf(clone, { commit: 'HEAD' })).rejects.toMatchObject({
      code: 'input_invalid',
      hint: expect.stringContaining('partial'),
    });
    expect(sprung()).toBe(false);
  }
});

test('a ref that looks like an option is only a ref that is not there', async () => {
  const repository = createRepository();
  repository.commit();
  const output = join(repository.root, 'written');
  for (const ref of [`--output=${output}`, '-p', '--all', '--git-dir=/', '-']) {
    for (const request of [
      { commit: ref },
      { base: ref },
      { range: `${ref}..HEAD` },
      { range: `HEAD...${ref}` },
    ]) {
      await expect(snapshotOf(repository, request)).rejects.toMatchObject({
        code: 'input_invalid',
        message: expect.stringContaining(`there is no commit '${ref}'`),
      });
    }
  }
  expect(existsSync(output)).toBe(false);
});

test('a ref with a newline or a NUL is refused before git sees it', async () => {
  const repository = createRepository();
  repository.commit();
  for (const commit of ['HEAD\nHEAD', 'HEAD\0', '']) {
    await expect(snapshotOf(repository, { commit })).rejects.toMatchObject({ code: 'input_invalid' });
  }
});

test('paths are never options or patterns', async () => {
  const repository = createRepository();
  repository.write('*', 'star\n');
  repository.write('a', 'a\n');
  repository.write('--cached', 'option\n');
  repository.write(':(top)a', 'magic\n');
  for (const path of ['*', '--cached', ':(top)a']) {
    expect(listed(await snapshotOf(repository, { paths: [path] }))).toEqual([`untracked ${path}`]);
    expect(listed(await snapshotOf(repository, { scope: 'paths', paths: [path] }))).toEqual([
      `added ${path}`,
    ]);
  }
});

test('nothing outside of the root is read, by no way that a link can lead', async () => {
  const outside = temporaryFolder();
  writeFileSync(join(outside, 'file'), 'canary\n');
  const repository = createRepository();
  repository.write('folder/file', 'inside\n');
  repository.commit();
  renameSync(join(repository.root, 'folder'), join(repository.root, 'old'));
  symlinkSync(outside, join(repository.root, 'folder'));
  symlinkSync(join(outside, 'file'), join(repository.root, 'link'));
  for (const request of [{}, { scope: 'paths', paths: ['.'] } as const]) {
    const snapshot = await snapshotOf(repository, request);
    expect(JSON.stringify(snapshot)).not.toContain('canary');
    const link = snapshot.files.find(({ path }) => path === 'link');
    expect(link).toMatchObject({ special: 'symlink', content: null });
    expect(link?.hunks[0]?.lines).toEqual([`+${outside}/file`, '\\ No newline at end of file']);
  }
  for (const path of [
    'folder/file',
    'link',
    '..',
    '../x',
    outside,
    '.git/config',
    'old/../.GIT/config',
    '',
  ]) {
    await expect(snapshotOf(repository, { scope: 'paths', paths: [path] })).rejects.toMatchObject({
      code: 'input_invalid',
    });
  }
});

test('reviewing leaves no trace: neither the index nor anything else is written', async () => {
  const repository = createRepository();
  repository.write('a', 'a\n');
  repository.commit();
  const { readFileSync, readdirSync, utimesSync } = await import('node:fs');
  utimesSync(join(repository.root, 'a'), later, later);
  repository.write('b', 'b\n');
  const gitFolder = join(repository.root, '.git');
  const before = [readFileSync(join(gitFolder, 'index')), readdirSync(gitFolder, { recursive: true })];
  await snapshotOf(repository);
  expect([readFileSync(join(gitFolder, 'index')), readdirSync(gitFolder, { recursive: true })]).toEqual(
    before,
  );
});

test('a repository inside the working tree is listed and not entered', async () => {
  const repository = createRepository();
  const nested = join(repository.root, 'nested');
  mkdirSync(nested);
  createRepository(nested).write('a', 'a\n');
  expect(listed(await snapshotOf(repository))).toEqual(['untracked nested [unreadable]']);
});
