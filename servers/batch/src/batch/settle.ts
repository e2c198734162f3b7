import { type ErrorCode, type ErrorReport, toErrorReport } from '@codex-pro/runtime';
import type { Book } from './book.ts';
import type { BatchPart, ChunkFailure } from './part.ts';

export interface NotDone {
  readonly what: string;
  readonly why: string;
}

/** What came of a batch, in the words of the envelope. */
export interface BatchOutcome {
  readonly part: BatchPart;
  readonly summary: string;
  readonly notDone: readonly NotDone[];
  readonly nextSteps: readonly string[];
  readonly error: ErrorReport | null;
  /** Absolute path of the combined file, where there is one. */
  readonly combined?: string | null;
}

/** Counts everything. A batch with failed chunks has succeeded; one that was stopped, or did nothing but fail, has not. */
export function settle(
  run: { readonly jobId: string; readonly outputDir: string; readonly sample: number | null },
  book: Book,
  stopped: unknown,
): BatchOutcome {
  const records = book.current();
  const failures = records.flatMap(({ name, state, code, message }): ChunkFailure[] =>
    state === 'failed' && code !== undefined ? [{ name, code, message: message ?? '' }] : [],
  );
  const remaining = records.filter(({ state }) => state === 'pending');
  const part: BatchPart = {
    total: records.length,
    done: records.filter(({ id, state }) => state === 'done' && !book.skipped.has(id)).length,
    failed: failures.length,
    skipped: book.skipped.size,
    remaining: remaining.length,
    output_dir: run.outputDir,
    failures,
  };
  const error = stopped === null ? nothingDone(part) : toErrorReport(stopped);
  const why = whyRemaining(error, run.sample);
  return {
    part,
    summary: summaryOf(part, error),
    notDone: [...book.left, ...remaining.map(({ name }) => ({ what: name, why }))],
    nextSteps: stepsOf(run.jobId, part, error),
    error,
  };
}

/** Where every chunk failed, the batch did. */
function nothingDone({ done, skipped, remaining, failures }: BatchPart): ErrorReport | null {
  const [first] = failures;
  if (first === undefined || done + skipped + remaining > 0) return null;
  const count = failures.length === 1 ? 'The only chunk' : `Each of the ${failures.length} chunks`;
  return {
    code: first.code,
    message: `${count} failed. ${first.name}: ${first.message}`,
    hint: 'Look at failures.md; change the prompt or the settings, then run it again.',
  };
}

function whyRemaining(error: ErrorReport | null, sample: number | null): string {
  if (error === null)
    return sample === null ? 'stopped: it was not asked for.' : 'stopped: only a sample was asked for.';
  return `${error.code === 'budget_exceeded' ? 'over_budget' : 'stopped'}: ${error.message}`;
}

function summaryOf(
  { total, done, failed, skipped, remaining }: BatchPart,
  error: ErrorReport | null,
): string {
  const counts = [
    `${done} of ${total} chunks done`,
    ...(skipped > 0 ? [`${skipped} kept from before`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(remaining > 0 ? [`${remaining} not reached`] : []),
  ].join(', ');
  return error === null ? `${counts}.` : `${counts}. ${error.message}`;
}

/** Stopped by its own limits or by somebody, what is left can be sent at once; after a fault of the backend it cannot. */
const goesOnAtOnce: ReadonlySet<ErrorCode> = new Set(['budget_exceeded', 'cancelled']);

function stepsOf(jobId: string, { failed, remaining }: BatchPart, error: ErrorReport | null): string[] {
  const left = error === null ? failed > 0 : remaining > 0 && goesOnAtOnce.has(error.code);
  return left ? [`retry_batch {"job_id": "${jobId}"}`] : [];
}
