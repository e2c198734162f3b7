import { expect, test } from 'vitest';
import { readCommitMessages } from './read-commit-messages.ts';
import { createRepository } from './testing/test-repository.ts';

test('the messages between two commits, the newest first, long ones cut at a line', async () => {
  const repository = createRepository();
  const commit = (message: string) => {
    repository.write('a', `${message}\n`);
    return repository.commit(message);
  };
  const base = commit('before');
  commit('first\n\nwhy é');
  const head = commit(`second\n\n${'long line\n'.repeat(20)}`);
  const read = (from: string | null) =>
    readCommitMessages({
      workspace: repository.root,
      base: from,
      head,
      maxCommits: 10,
      maxCharacters: 40,
      signal: new AbortController().signal,
    });
  expect(await read(base)).toEqual(['second\n\nlong line\nlong line\nlong line\n…', 'first\n\nwhy é']);
  expect(await read(null)).toHaveLength(3);
});
