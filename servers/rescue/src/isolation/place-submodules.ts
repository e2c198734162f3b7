import { mkdir, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { runGitOrFail } from '@codex-pro/git';
import type { ShownFolder } from '@codex-pro/sandbox';
import type { Dependencies } from './place-dependencies.ts';

/** Shows a copy the submodules that its workspace has checked out, with their repositories, to read: builds need them. */
export async function placeSubmodules(
  workspace: string,
  copy: string,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<Dependencies> {
  const shown: ShownFolder[] = [];
  const folders: string[] = [];
  for (const path of paths) {
    const source = join(workspace, path);
    const inside = await readdir(source).catch(() => []); // It was never checked out.
    if (inside.length === 0) continue;
    folders.push(path);
    shown.push({ source, target: join(copy, path) });
  }
  if (folders.length === 0) return { folders, shown };
  const args = ['rev-parse', '--git-path', 'modules'];
  const { stdout } = await runGitOrFail({ cwd: workspace, args, signal });
  const modules = resolve(workspace, stdout.toString('utf8').replace(/\n$/, ''));
  const known = await readdir(modules).catch(() => []); // Those made by hand have their repositories with them.
  if (known.length === 0) return { folders, shown };
  const target = join(copy, '.git', 'modules');
  await mkdir(target);
  return { folders, shown: [...shown, { source: modules, target }] };
}
