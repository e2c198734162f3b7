import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { isCodedError } from '@codex-pro/runtime';
import type { JobStart } from './job.ts';
import { type JobFolder, makeJobFolder } from './job-folder.ts';
import type { JobParts } from './job-parts.ts';

/**
 * A job that may be submitted in a moment. Its folder is there and its worker starts already, since a process takes
 * longer to start than most jobs take to be made ready (measured: 100 ms beside 65 ms of a review). Nothing is recorded.
 */
export interface ExpectedJob extends JobFolder {
  /** No job comes of it: ends the worker and removes the folder. */
  cancel(): Promise<void>;
}

/**
 * null where a worker cannot be started ahead: no job was ever recorded in this home, the machine has no place for
 * another worker now, or the store or the disk refuses, which the submission will say.
 */
export function expectJob(
  coming: { readonly prefix: string; readonly start: JobStart },
  { home, store, dispatcher }: Pick<JobParts, 'home' | 'store' | 'dispatcher'>,
): ExpectedJob | null {
  if (!existsSync(home.database)) return null;
  try {
    if (!dispatcher.hasPlace(store.running().length)) return null;
    const { id, folder } = makeJobFolder(home, coming.prefix);
    dispatcher.startAhead(id, coming.start, folder);
    return {
      id,
      folder,
      async cancel() {
        await dispatcher.dismiss(id);
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return null;
  }
}
