import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { createBulkhead, isCodedError } from '@codex-pro/runtime';
import { type Draft, noLines, submoduleMode } from './draft.ts';
import { runGitOrFail } from './git-process.ts';
import { omissions } from './omissions.ts';
import { withoutRepositoryFilters } from './repository-filters.ts';
import type { Omission } from './snapshot.ts';
import { listUntracked } from './untracked-files.ts';
import type { WorkingFiles } from './working-files.ts';

const askedAtOnce = 4;
/** Submodules in submodules: more is a circle that somebody made. */
const deepest = 8;

/**
 * A draft without lines for each submodule that holds uncommitted changes of its own, or cannot be asked. git's own diff
 * could tell it too, but would run the filters that the submodule's settings name. Two processes a submodule that is
 * checked out, none where there is none.
 */
export async function readDirtySubmodules(
  root: string,
  paths: readonly Buffer[],
  files: WorkingFiles,
  signal: AbortSignal,
): Promise<readonly Draft[]> {
  const bulkhead = createBulkhead(askedAtOnce);
  const drafts = paths.map((path) =>
    bulkhead.run(signal, async () => {
      // A link or a name that is no UTF-8 is no place to start git in.
      const name = path.toString('utf8');
      if ((await files.inspect(path)).kind !== 'folder' || name.includes('\ufffd')) return [];
      try {
        return (await isDirty(join(root, name), 0, signal)) ? [draftOf(path, omissions.submodule(name))] : [];
      } catch (error) {
        if (signal.aborted || !isCodedError(error)) throw error;
        // A submodule that is damaged or somebody else's takes nothing from the review around it.
        return [draftOf(path, omissions.unknownSubmodule(name))];
      }
    }),
  );
  return (await Promise.all(drafts)).flat();
}

/** Throws what `runGitOrFail` throws where git refuses to say. */
async function isDirty(root: string, depth: number, signal: AbortSignal): Promise<boolean> {
  // Not checked out: the folder is empty, and git would look at the repository around it.
  if (!(await exists(join(root, '.git')))) return false;
  if (depth > deepest) return true;
  const settings = await withoutRepositoryFilters(root, signal);
  const args = ['status', '--porcelain', '-z', '--untracked-files=normal', '--ignore-submodules=dirty'];
  const call = { cwd: root, args, settings, signal, maxBytes: 64 * 1024, whenTooLong: 'cut' } as const;
  if ((await runGitOrFail(call)).stdout.length > 0) return true;
  if (!(await exists(join(root, '.gitmodules')))) return false;
  const { submodules } = await listUntracked(root, [], signal);
  for (const path of submodules) {
    if (await isDirty(join(root, path.toString('utf8')), depth + 1, signal)) return true;
  }
  return false;
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

function draftOf(path: Buffer, omitted: Omission): Draft {
  return {
    path,
    oldPath: null,
    status: 'modified',
    oldMode: submoduleMode,
    newMode: submoduleMode,
    binary: false,
    added: 0,
    removed: 0,
    newId: null,
    size: null,
    lines: noLines,
    omitted,
  };
}
