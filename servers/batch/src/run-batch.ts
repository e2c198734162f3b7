import { mkdir } from 'node:fs/promises';
import type { UsageTotal } from '@codex-pro/codex';
import { throwIfAborted } from '@codex-pro/runtime';
import { createBook } from './batch/book.ts';
import type { Chunk } from './batch/chunk.ts';
import { fingerprintOf } from './batch/fingerprint.ts';
import { createPace } from './batch/progress.ts';
import type { ContextKind } from './batch/prompt/context.ts';
import { createQuestionMaker, variablesOf } from './batch/prompt/question.ts';
import { renderFailures } from './batch/render-failures.ts';
import { renderReport } from './batch/report/render-report.ts';
import type { Engine } from './batch/running/engine.ts';
import { runChunks } from './batch/running/run-chunks.ts';
import type { RunEnd } from './batch/running/run-options.ts';
import { type BatchOutcome, settle } from './batch/settle.ts';
import { type Budget, createBudgetCheck } from './batch/spent-before.ts';
import { combineOutputs } from './output/combine-outputs.ts';
import { lockFolder } from './output/lock-folder.ts';
import { replaceManifest } from './output/manifest.ts';
import { openWriter } from './output/output-writer.ts';
import { failuresName, reportName } from './output/own-files.ts';
import { replaceFile } from './output/replace-file.ts';
import { takeStock } from './output/take-stock.ts';
import { parseTemplate } from './template.ts';

export interface BatchRun {
  readonly jobId: string;
  readonly chunks: readonly Chunk[];
  readonly prompt: string;
  readonly context: ContextKind;
  readonly sharedContext: string | null;
  readonly schema: Readonly<Record<string, unknown>> | null;
  readonly outputDir: string;
  /** The file of each chunk below it. */
  readonly files: readonly string[];
  readonly combine: string | null;
  readonly concurrency: number;
  readonly force: boolean;
  readonly sample: number | null;
  /** Ids; null for all that are not done. */
  readonly only: readonly string[] | null;
  /** See `RunOptions`. */
  readonly patientUntil: number | null;
  readonly engine: Engine;
  readonly budget: Budget;
  /** An attempt of this job died before this one: what it spent counts against the budget. */
  readonly goesOn: boolean;
  /** Whether another job that has the folder's lock is still at it. */
  isRunning(jobId: string): Promise<boolean>;
  usage(): UsageTotal;
  progress(phase: string, count: { done: number; total: number }): void;
  readonly signal: AbortSignal;
}

/** A shared beginning is worth a call of its own only where a prompt cache keeps it (1,024 tokens). */
const warmUpCharacters = 4_000;

/**
 * Brings an output folder up to date with its chunks: keeps what is done, sends what is not, and writes down each end
 * before it counts. Killed at any point and run again, it goes on. Throws InputError where the folder belongs to another
 * running batch.
 */
export async function runBatch(run: BatchRun): Promise<BatchOutcome> {
  const { chunks, outputDir, signal, engine } = run;
  const template = parseTemplate(run.prompt, 'The prompt', variablesOf(chunks));
  const questions = createQuestionMaker({ ...run, template });
  const known = chunks.map((chunk, at) => ({
    id: chunk.id,
    file: run.files[at] ?? '',
    fingerprint: fingerprintOf(questions.digestOf(chunk), run.schema, engine.identity),
  }));
  throwIfAborted(signal);
  await mkdir(outputDir, { recursive: true });
  const lock = await lockFolder(outputDir, run.jobId, run.isRunning);
  try {
    const redo = new Set(run.force ? (run.only ?? []) : []);
    const stock = await takeStock(outputDir, known, { force: run.force, redo });
    const book = createBook({ jobId: run.jobId, chunks, known, stock });
    await replaceManifest(outputDir, book.records());
    const writer = openWriter(outputDir);
    let end: RunEnd;
    try {
      await writer.move(book.moves());
      for (const { record } of book.moves()) book.count(record);
      const selected = new Set(run.only ?? chunks.slice(0, run.sample ?? chunks.length).map(({ id }) => id));
      const due = book.due().filter(({ id }) => selected.has(id));
      const before = run.goesOn ? book.current().filter(({ job }) => job === run.jobId) : [];
      const pace = createPace({
        report: run.progress,
        usage: run.usage,
        total: chunks.length,
        due: due.length,
      });
      pace.begin(book.finished());
      end = await runChunks({
        engine,
        chunks: due,
        questionOf: questions.questionOf,
        limit: run.concurrency,
        warmUp: (run.sharedContext?.length ?? 0) > warmUpCharacters,
        patientUntil: run.patientUntil,
        signal,
        checkBudget: createBudgetCheck(run.budget, before, run.usage),
        onPause: pace.pause,
        async onEnd(chunkEnd) {
          const record = book.ended(chunkEnd);
          if ('output' in chunkEnd.result) await writer.write(record, chunkEnd.result.output);
          else writer.note(record);
          book.count(record);
          pace.ended('error' in chunkEnd.result);
        },
      });
    } finally {
      await writer.close();
    }
    book.forgive(end.doubtful, end.stopped !== null);
    const outcome = settle(run, book, end.stopped);
    await replaceManifest(outputDir, book.records());
    await replaceFile(outputDir, failuresName, renderFailures(outcome));
    await replaceFile(outputDir, reportName, renderReport({ run, records: book.current(), outcome }));
    const combined =
      run.combine === null ? null : await combineOutputs(outputDir, run.combine, book.current());
    return { ...outcome, combined };
  } finally {
    await lock.release();
  }
}
