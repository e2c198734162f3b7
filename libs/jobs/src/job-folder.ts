import { mkdirSync } from 'node:fs';
import { toDiskError } from './disk-error.ts';
import type { HomeFolder } from './home-folder.ts';
import { newJobId } from './job-id.ts';

export interface JobFolder {
  readonly id: string;
  /** Absolute path. */
  readonly folder: string;
}

/** A new id, with its folder (0700). Throws ConfigError where the home is not there or the disk refuses. */
export function makeJobFolder(home: HomeFolder, prefix: string): JobFolder {
  for (;;) {
    const id = newJobId(prefix);
    const folder = home.job(id);
    try {
      mkdirSync(folder, { mode: 0o700 });
      return { id, folder };
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') continue;
      throw toDiskError(error, home.path);
    }
  }
}
