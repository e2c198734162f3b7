import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { ConfigError } from '@codex-pro/runtime';
import { toDiskError } from './disk-error.ts';
import { isJobId } from './job-id.ts';

/** Where everything of `CODEX_PRO_HOME` lies. Folders are made for the owner alone (0700). */
export interface HomeFolder {
  readonly path: string;
  readonly database: string;
  readonly jobs: string;
  /** Absolute path of `jobs/<id>/`, whether it exists or not. */
  job(id: string): string;
  /** Makes the home and its `jobs` folder. Throws ConfigError `not_configured` where that is impossible. */
  make(): void;
  /** Throws ConfigError `not_configured` where the home was removed. */
  require(): void;
}

export function homeFolder(path: string): HomeFolder {
  if (!isAbsolute(path)) throw new Error(`The state folder must be an absolute path, not ${path}.`);
  const jobs = join(path, 'jobs');
  return {
    path,
    database: join(path, 'jobs.db'),
    jobs,
    job(id) {
      if (!isJobId(id)) throw new Error(`${JSON.stringify(id)} is not a whole job id.`);
      return join(jobs, id);
    },
    make() {
      try {
        if (mkdirSync(path, { recursive: true, mode: 0o700 }) !== undefined) chmodSync(path, 0o700);
        makeFolder(jobs);
      } catch (error) {
        const known = toDiskError(error, path);
        if (known !== error) throw known;
        throw new ConfigError(
          'not_configured',
          `The state folder ${path} cannot be made: ${reason(error)}.`,
          {
            hint: 'Make it writable, or set CODEX_PRO_HOME to a folder that is.',
            cause: error,
          },
        );
      }
    },
    require() {
      if (existsSync(jobs)) return;
      throw new ConfigError('not_configured', `The state folder ${path} is gone.`, {
        hint: 'Somebody removed it, with its jobs; ask for the work again.',
      });
    },
  };
}

/** Not `recursive`: on a read-only disk that says that the folder's parent does not exist. */
function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

function reason(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
