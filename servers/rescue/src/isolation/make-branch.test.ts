import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { setUndoStage, type UndoStage } from '../testing/undo-stage.ts';
import { makeBranch } from './make-branch.ts';

let stage: UndoStage;
beforeEach(async () => {
  stage = await setUndoStage();
});
afterEach(() => stage.close());

test('what a sparse checkout leaves out is not deleted: not in the copy, and not on the branch', async () => {
  for (const path of ['a.txt', 'far/b.txt', 'far/c.txt']) stage.put(path, path);
  stage.git('add', '.');
  stage.git('commit', '--quiet', '--message=all');
  stage.git('sparse-checkout', 'set', '--no-cone', '/*', '!/far/');
  const job = await stage.begin({ isolation: 'worktree' });
  const inCopy = (...args: string[]) => execFileSync('git', args, { cwd: job.place.root, encoding: 'utf8' });
  expect(inCopy('status', '--porcelain')).toBe('');
  chmodSync(join(job.place.root, 'a.txt'), 0o755);
  inCopy('add', '--all');
  expect(inCopy('diff', '--cached', '--name-only')).toBe('a.txt\n');
  const { outcome } = await job.end();
  const { signal } = new AbortController();
  const branch = await makeBranch(job.place, outcome.after, { jobId: 'job', title: 'A mode', signal });
  expect(stage.git('diff', '--name-only', 'HEAD', branch ?? '')).toBe('a.txt\n');
});

test('made once more after a kill, it is the same branch; one that was moved on since is left alone', async () => {
  stage.put('a.txt', 'a');
  stage.git('add', '.');
  stage.git('commit', '--quiet', '--message=all');
  const job = await stage.begin({ isolation: 'worktree' });
  chmodSync(join(job.place.root, 'a.txt'), 0o755);
  const { outcome } = await job.end();
  const { signal } = new AbortController();
  const make = () => makeBranch(job.place, outcome.after, { jobId: 'job', title: 'A mode', signal });
  expect([await make(), await make()]).toEqual(['codex-pro/job', 'codex-pro/job']);
  stage.git('branch', '--force', 'codex-pro/job', 'HEAD');
  expect(await make()).toMatch(/^codex-pro\/job-[0-9a-f]{7}$/);
});
