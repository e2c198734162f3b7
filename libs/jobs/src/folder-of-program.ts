import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Where a program really lies: its siblings are the bundles of the same version. npm starts a package's program through a link
 * in `.bin`, beside which no bundle lies.
 * @param program as it was started (`process.argv[1]`); null where there is none
 */
export function folderOfProgram(program: string | undefined): string | null {
  if (program === undefined) return null;
  try {
    return dirname(realpathSync(program));
  } catch {
    // Removed while it runs, by an update for example: what lies in its folder now is looked for all the same.
    return dirname(program);
  }
}
