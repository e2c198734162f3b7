import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { IgnoredState } from '../isolation/ignored-state.ts';
import type { Permissions } from '../isolation/permissions.ts';

/** What a rescue left for later: the trees before and after, in the store of the job. */
export interface OutcomeRecord {
  readonly before: string;
  readonly after: string;
  /** Of the files after; empty for a copy. */
  readonly permissions: Permissions;
  /** Ignored files after; null for a copy, and where nothing was written. */
  readonly ignoredAfter: IgnoredState | null;
  /** The workspace's own folders after, ignored ones aside; null for a copy, and where there were too many. */
  readonly folders: Permissions | null;
  /** Whether the job ended with an error, so that it may be asked for again. */
  readonly failed: boolean;
}

const name = 'outcome.json';

export async function keepOutcome(folder: string, record: OutcomeRecord): Promise<void> {
  const temporary = join(folder, `.${name}.tmp`);
  await writeFile(temporary, JSON.stringify(record), { mode: 0o600, flush: true });
  await rename(temporary, join(folder, name));
}

/** null where the job did not get so far. */
export async function readOutcome(folder: string): Promise<OutcomeRecord | null> {
  const text = await readFile(join(folder, name), 'utf8').catch(() => null);
  if (text === null) return null;
  // Only we write it, whole and under its final name. Jobs of before lack what came later.
  const kept = JSON.parse(text) as Omit<OutcomeRecord, 'folders'> & Partial<Pick<OutcomeRecord, 'folders'>>;
  return { folders: null, ...kept };
}
