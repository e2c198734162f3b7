import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A repository with one change that has not been committed: something small to review. */
export function makeChangedRepository(folder: string, changed = 'export const answer = 41;\n'): void {
  mkdirSync(folder, { recursive: true });
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=fire', '-c', 'user.email=fire@example.invalid', ...args], {
      cwd: folder,
    });
  git('init', '-q', '-b', 'main');
  writeFileSync(join(folder, 'answer.ts'), 'export const answer = 42;\n');
  git('add', '.');
  git('commit', '-q', '-m', 'The answer');
  writeFileSync(join(folder, 'answer.ts'), changed);
}
