import { chmodSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import {
  createRepository,
  listed,
  openRepository,
  snapshotOf,
  startedRepository,
} from './testing/test-repository.ts';

describe('kinds of change', () => {
  test('renames, modes, links and types each have their status', async () => {
    const repository = startedRepository();
    repository.write('long.ts', 'a line that stays\n'.repeat(20));
    repository.write('run.sh', 'r\n');
    repository.write('plain', 'p\n');
    symlinkSync('a.ts', join(repository.root, 'link'));
    repository.commit();
    repository.git('mv', 'long.ts', 'moved/to here.ts'.replace('moved/', ''));
    repository.write('to here.ts', `${'a line that stays\n'.repeat(20)}and one more\n`);
    repository.git('mv', 'src/b.ts', 'c.ts');
    chmodSync(join(repository.root, 'run.sh'), 0o755);
    unlinkSync(join(repository.root, 'link'));
    symlinkSync('run.sh', join(repository.root, 'link'));
    unlinkSync(join(repository.root, 'plain'));
    symlinkSync('a.ts', join(repository.root, 'plain'));
    const { files } = await snapshotOf(repository);
    const seen = files.map(({ path, oldPath, status, oldMode, newMode, special, hunks }) =>
      [status, oldPath, path, oldMode, newMode, special, hunks.length].join(' '),
    );
    expect(seen).toEqual([
      'renamed src/b.ts c.ts 100644 100644  0',
      'modified  link 120000 120000 symlink 1',
      'type_changed  plain 100644 120000 symlink 2',
      'mode_changed  run.sh 100644 100755  0',
      'renamed long.ts to here.ts 100644 100644  1',
    ]);
    // A rename without a change still comes with its text.
    expect(files[0]?.content).toBe('b\n');
  });

  test('the pointer of a submodule is listed with the commits that it went between', async () => {
    const inner = createRepository();
    const before = inner.commit();
    const outer = createRepository();
    outer.git('submodule', '--quiet', 'add', inner.root, 'inner');
    outer.commit();
    const after = inner.commit();
    openRepository(join(outer.root, 'inner')).git('pull', '-q');
    const { files } = await snapshotOf(outer);
    expect(files).toMatchObject([{ path: 'inner', special: 'submodule', content: null, size: null }]);
    expect(files[0]?.hunks[0]?.lines).toEqual([
      `-Subproject commit ${before}`,
      `+Subproject commit ${after}`,
    ]);
  });

  test('binary, generated and secret files are told apart, and no text of a secret is kept', async () => {
    const repository = startedRepository();
    repository.write('.env', 'TOKEN=old-canary\n');
    repository.write('was.pem', 'moved-canary\n'.repeat(30));
    repository.write('known.bin', Buffer.from([1, 0, 2]));
    repository.write(
      '.gitattributes',
      'gen.ts linguist-generated\nvendor/** linguist-vendored=true\nmine.ts -linguist-generated\n',
    );
    repository.commit();
    for (const path of ['gen.ts', 'vendor/lib/x.js', 'mine.ts']) repository.write(path, 'x\n');
    repository.write('.env', 'TOKEN=new-canary\n');
    repository.write('id_rsa', 'untracked-canary\n');
    repository.write('known.bin', Buffer.from([1, 0, 3, 4]));
    repository.write('new.bin', Buffer.from([0, 1]));
    repository.git('mv', 'was.pem', 'innocent.txt');
    repository.write('innocent.txt', `${'moved-canary\n'.repeat(30)}more\n`);
    const snapshot = await snapshotOf(repository);
    expect(listed(snapshot)).toEqual([
      'modified .env [secret]',
      'untracked gen.ts',
      'untracked id_rsa [secret]',
      'renamed innocent.txt [secret]',
      'modified known.bin [binary]',
      'untracked mine.ts',
      'untracked new.bin [binary]',
      'untracked vendor/lib/x.js',
    ]);
    expect(JSON.stringify(snapshot)).not.toContain('canary');
    expect(snapshot.files.filter(({ generated }) => generated).map(({ path }) => path)).toEqual([
      'gen.ts',
      'vendor/lib/x.js',
    ]);
    expect(snapshot.files.find(({ path }) => path === 'known.bin')).toMatchObject({
      binary: true,
      size: 4,
      content: null,
    });
  });

  test('names may hold spaces, quotes, newlines, any script, and bytes that are no UTF-8', async () => {
    const repository = startedRepository();
    const names = ['a b', 'q"\'q', 'n\nl', 'tab\t', '日本語/é.ts', '-dash', 'back\\slash', '# x'];
    for (const name of names) repository.write(name, 'old\n');
    const raw = Buffer.from([0x66, 0xff, 0x6f]);
    repository.write(raw, 'old\n');
    repository.commit();
    for (const name of [...names, raw]) repository.write(name, 'new\n');
    repository.write(Buffer.from([0x67, 0xfe]), 'new\n');
    const { files } = await snapshotOf(repository);
    expect(files.map(({ path }) => path).toSorted()).toEqual([...names, 'f\ufffdo', 'g\ufffd'].toSorted());
    expect(files.every(({ content, hunks }) => content === 'new\n' && hunks.length === 1)).toBe(true);
  });

  test('text that is no UTF-8 is read as Latin-1, hunks and whole text alike', async () => {
    const repository = startedRepository();
    repository.write('latin.c', Buffer.from('/* na\xefve */\nint x;\n', 'latin1'));
    repository.commit();
    repository.write('latin.c', Buffer.from('/* na\xefve */\nint y; // caf\xe9\n', 'latin1'));
    const { files } = await snapshotOf(repository);
    expect(files[0]?.content).toBe('/* naïve */\nint y; // café\n');
    expect(files[0]?.hunks[0]?.lines).toEqual([' /* naïve */', '-int x;', '+int y; // café']);
  });

  test('carriage returns stay, and where git turns them the whole text follows the hunks', async () => {
    const repository = startedRepository();
    repository.write('dos.txt', 'a\r\nb\r\n');
    repository.commit();
    repository.write('dos.txt', 'a\r\nc\r\n');
    const { files } = await snapshotOf(repository);
    expect(files[0]).toMatchObject({ content: 'a\r\nc\r\n' });
    expect(files[0]?.hunks[0]?.lines).toEqual([' a\r', '-b\r', '+c\r']);

    const converted = createRepository();
    converted.git('config', 'core.autocrlf', 'true');
    converted.write('dos.txt', 'a\r\nb\r\n');
    converted.commit();
    converted.write('dos.txt', 'a\r\nc\r\n');
    const after = await snapshotOf(converted);
    expect(after.files[0]).toMatchObject({ content: 'a\nc\n' });
    expect(after.files[0]?.hunks[0]?.lines).toEqual([' a', '-b', '+c']);
  });

  test("the user's and the repository's display settings change nothing", async () => {
    const repository = startedRepository();
    repository.write('blank.ts', 'a\n\nb\n');
    repository.commit();
    repository.write('blank.ts', 'a\n\nc\n');
    const plain = await snapshotOf(repository);
    for (const [name, value] of Object.entries({
      'diff.noprefix': 'true',
      'diff.mnemonicPrefix': 'true',
      'diff.suppressBlankEmpty': 'true',
      'diff.context': '0',
      'diff.renames': 'false',
      'diff.algorithm': 'patience',
      'color.ui': 'always',
      'color.diff': 'always',
      'core.quotePath': 'true',
      'diff.wordRegex': '.',
      'diff.submodule': 'log',
      'diff.relative': 'true',
      'status.showUntrackedFiles': 'no',
    })) {
      repository.git('config', name, value);
    }
    expect(await snapshotOf(repository)).toEqual(plain);
  });
});
