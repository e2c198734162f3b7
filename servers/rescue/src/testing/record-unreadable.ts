import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { makeBranch } from '../isolation/make-branch.ts';
import { takePlace } from '../isolation/place.ts';
import { recordEnd } from '../isolation/record-end.ts';

// Takes a workspace (argument 1) in both ways, its records beside each other in a folder (argument 2), by a user who may
// not read all of it; a job in the copy changes one file. Prints what each leaves alone, and the branch.
const [, , workspace = '', home = ''] = process.argv;
const { signal } = new AbortController();
const shared = {
  home,
  workspace,
  readOnly: false,
  dependencies: [],
  ignoredBytes: 1024,
  confined: true,
  shows: false,
  signal,
} as const;
const take = (jobId: string, isolation: 'in-place' | 'worktree') =>
  takePlace({ ...shared, jobId, folder: join(home, jobId), isolation });
const here = await take('here', 'in-place');
await here.release();
const copy = await take('copy', 'worktree');
chmodSync(join(copy.root, 'a.txt'), 0o755);
const { outcome } = await recordEnd({
  place: copy,
  folder: join(home, 'copy'),
  unprotected: [],
  failed: false,
  signal,
});
const branch = await makeBranch(copy, outcome.after, { jobId: 'copy', title: 'A mode', signal });
const told = (place: typeof here) => place.notDone.map(({ what }) => what);
process.stdout.write(
  JSON.stringify({ readOnly: here.dependencies, here: told(here), copy: told(copy), branch }),
);
