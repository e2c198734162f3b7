import type { NotDone } from '@codex-pro/capability';
import { keepOutcome, type OutcomeRecord } from '../apply/outcome-record.ts';
import { type FinalTree, finalTree } from './final-tree.ts';
import { ignoredAfter } from './ignored-state.ts';
import type { Place } from './place.ts';

export interface RecordEndRequest {
  readonly place: Place;
  /** Of the job. */
  readonly folder: string;
  readonly unprotected: readonly string[];
  /** Whether the job ended with an error. */
  readonly failed: boolean;
  readonly signal: AbortSignal;
}

export interface RecordedEnd extends Pick<FinalTree, 'before' | 'after'> {
  readonly outcome: OutcomeRecord;
  readonly notDone: readonly NotDone[];
}

/** Writes down what a job left behind, so that it can be applied and undone. Every command has ended. */
export async function recordEnd(request: RecordEndRequest): Promise<RecordedEnd> {
  const { place, folder, unprotected, failed, signal } = request;
  const final = await finalTree(place, unprotected);
  const ignored = await ignoredAfter(place, final, signal);
  const outcome: OutcomeRecord = {
    before: place.before,
    after: await place.store.write(final.after),
    permissions: final.permissions,
    ignoredAfter: ignored?.state ?? null,
    folders: place.isolation === 'in-place' ? final.folders : null,
    failed,
  };
  await keepOutcome(folder, outcome);
  const { before, after } = final;
  return { before, after, outcome, notDone: [...final.notDone, ...(ignored?.notDone ?? [])] };
}
