import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readInWorkspace } from './read-in-workspace.ts';
import { createRepository } from './testing/test-repository.ts';

test('texts are those of the tree, links followed inside it, and the rest is left out', async () => {
  const repository = createRepository();
  repository.write('AGENTS.md', 'agents é\n');
  repository.write('sub/REVIEW.md', 'sub\n');
  repository.write('bin', Buffer.from([1, 0]));
  repository.write('long', 'x'.repeat(101));
  symlinkSync('AGENTS.md', join(repository.root, 'CLAUDE.md'));
  symlinkSync('/etc/passwd', join(repository.root, 'outside'));
  const paths = ['AGENTS.md', 'CLAUDE.md', 'sub/REVIEW.md', 'outside', '../x', 'bin', 'long', 'sub', 'none'];
  const texts = await readInWorkspace({ workspace: repository.root, paths, maxBytes: 100 });
  expect([...texts]).toEqual([
    ['AGENTS.md', 'agents é\n'],
    ['CLAUDE.md', 'agents é\n'],
    ['sub/REVIEW.md', 'sub\n'],
  ]);
});
