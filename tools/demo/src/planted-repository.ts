import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { branchFiles, mainFiles } from './planted-sources.ts';

const run = promisify(execFile);

/** The branch whose review is shown, and what it is compared with. */
export const plantedBranch = 'refunds';
export const plantedBase = 'main';

/** Builds a small repository in an empty folder: a commit on `main`, and a branch with planted bugs, checked out. */
export async function plantRepository(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await git(folder, 'init', '-q', '-b', plantedBase);
  await write(folder, mainFiles);
  await commit(folder, 'Orders: totals and search');
  await git(folder, 'switch', '-q', '-c', plantedBranch);
  await write(folder, branchFiles);
  await commit(folder, 'Bulk discount, search by a part of the name, refunds');
}

async function write(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
  }
}

async function commit(folder: string, message: string): Promise<void> {
  await git(folder, 'add', '.');
  await git(folder, 'commit', '-q', '-m', message);
}

/** The user's own git settings (hooks, signing, templates) stay out of it. */
async function git(folder: string, ...args: string[]): Promise<void> {
  await run('git', ['-c', 'user.name=Demo', '-c', 'user.email=demo@example.invalid', ...args], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_DATE: '2026-01-05T10:00:00Z',
      GIT_COMMITTER_DATE: '2026-01-05T10:00:00Z',
    },
  });
}
