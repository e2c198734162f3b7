import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of this repository. */
export const repositoryRoot = fileURLToPath(new URL('../../../', import.meta.url));

/** Every file that belongs to the project: tracked, or new and not ignored. Paths relative to the root, `/` between parts. */
export function projectFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: repositoryRoot,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  // What is deleted but not committed yet is still listed.
  return listed.split('\0').filter((path) => path !== '' && existsSync(join(repositoryRoot, path)));
}
