import { symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readAtBase } from './read-at-base.ts';
import { createRepository } from './testing/test-repository.ts';

test('texts are those of the base commit, links followed inside it, and the rest is left out', async () => {
  const repository = createRepository();
  repository.write('AGENTS.md', 'agents é\n');
  repository.write('sub/na me\\.md', 'sub\n');
  repository.write('bin', Buffer.from([1, 0]));
  repository.write('long', 'x'.repeat(101));
  symlinkSync('AGENTS.md', join(repository.root, 'CLAUDE.md'));
  symlinkSync('/etc/passwd', join(repository.root, 'outside'));
  symlinkSync('nowhere', join(repository.root, 'dangling'));
  symlinkSync('loop', join(repository.root, 'loop'));
  const base = repository.commit();
  repository.write('AGENTS.md', 'changed since\n');
  unlinkSync(join(repository.root, 'sub/na me\\.md'));
  const paths = [
    'outside',
    'loop',
    'AGENTS.md',
    'dangling',
    'missing file',
    'AGENTS.md/below',
    'sub',
    'bin',
    'long',
    'new\nline',
    '../up',
    '-x',
    'CLAUDE.md',
    'sub/na me\\.md',
  ];
  const request = { workspace: repository.root, paths, maxBytes: 100, signal: AbortSignal.timeout(5000) };
  const texts = await readAtBase({ ...request, base });
  expect([...texts]).toEqual([
    ['AGENTS.md', 'agents é\n'],
    ['CLAUDE.md', 'agents é\n'],
    ['sub/na me\\.md', 'sub\n'],
  ]);
  expect((await readAtBase({ ...request, base: null })).size).toBe(0);
});
