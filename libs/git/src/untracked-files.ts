import { refuseTooMany } from './file-limit.ts';
import { runGitOrFail } from './git-process.ts';
import { splitPaths } from './split-paths.ts';

export interface Listed {
  /** Files that git does not track and does not ignore; a repository of its own ends in a slash. */
  readonly untracked: readonly Buffer[];
  /** Where the index has a submodule. */
  readonly submodules: readonly Buffer[];
}

/** Lists below some paths, relative to the root; none means all. One process. */
export async function listUntracked(
  root: string,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<Listed> {
  // With tags each entry says what it is: `? path`, or `H mode id stage<tab>path`. The untracked ones come first, so
  // that only an index of hundreds of thousands of files is cut.
  const args = ['ls-files', '-z', '-t', '--others', '--exclude-standard', '--stage', '--', ...paths];
  const { stdout } = await runGitOrFail({ cwd: root, args, signal, whenTooLong: 'cut' });
  const untracked: Buffer[] = [];
  const submodules = new Map<string, Buffer>();
  for (const entry of splitPaths(stdout)) {
    if (entry[0] === untrackedTag) untracked.push(entry.subarray(2));
    else if (entry.subarray(2, 9).equals(submoduleEntry)) {
      const path = entry.subarray(entry.indexOf(tab) + 1);
      submodules.set(path.toString('latin1'), path);
    }
  }
  refuseTooMany(untracked.length, root);
  return { untracked, submodules: [...submodules.values()] };
}

const untrackedTag = 0x3f;
const tab = 0x09;
const submoduleEntry = Buffer.from('160000 ');
