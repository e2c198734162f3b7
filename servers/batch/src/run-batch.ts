import { mkdir } from 'node:fs/promises';
import type { UsageTotal } from '@codex-pro/codex';
import { throwIfAborted } from '@codex-pro/runtime';
import { createBook } from './batch/book.ts';
import type { Chunk } from './batch/chunk.ts';
import { fingerprintOf } from './batch/fingerprint.ts';
import { createPace } from './batch/progress.ts';
import type { ContextKind } from './batch/prompt/context.ts';
import { createQuestionMaker, variablesOf } from './batch/prompt/question.ts';
import type { Engine } from './batch/running/engine.ts';
import { runChunks } from './batch/running/run-chunks.ts';
import type { RunEnd } from './batch/running/run-options.ts';
import { type BatchOutcome, settle } from './batch/settle.ts';
import { type Budget, createBudgetCheck } from './batch/spent-before.ts';
import { toDiskCondition } from './output/disk-condition.ts';
import { lockFolder } from './output/lock-folder.ts';
import { replaceManifest } from './output/manifest.ts';
import { openWriter } from './output/output-writer.ts';
import { takeStock } from './output/take-stock.ts';
import { parseTemplate } from './template.ts';
import { writeSummaries } from './write-summaries.ts';

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
    const selected = new Set(run.only ?? chunks.slice(0, run.sample ?? chunks.length).map(({ id }) => id));
    const force = (id: string) => run.force && selected.has(id);
    const stock = await takeStock(outputDir, known, { force, redo });
    const book = createBook({ jobId: run.jobId, chunks, known, stock, selected });
    await replaceManifest(outputDir, book.records());
    const writer = openWriter(outputDir);
    let end: RunEnd;
    try {
      await writer.move(book.moves());
      for (const { record } of book.moves()) book.count(record);
      const due = book.due();
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
          try {
            if ('output' in chunkEnd.result) await writer.write(record, chunkEnd.result.output);
            else writer.note(record);
          } catch (error) {
            throw toDiskCondition(error, outputDir);
          }
          book.count(record);
          pace.ended('error' in chunkEnd.result);
        },
      });
    } finally {
      await writer.close();
    }
    book.forgive(end.doubtful, end.stopped !== null);
    try {
      await replaceManifest(outputDir, book.records());
      return await writeSummaries(run, book, settle(run, book, end.stopped));
    } catch (error) {
      // What is known is told, even where it can be written no more; the manifest has each end already.
      const condition = toDiskCondition(error, outputDir);
      if (condition === error) throw error;
      return settle(run, book, end.stopped ?? condition);
    }
  } catch (error) {
    throw toDiskCondition(error, outputDir);
  } finally {
    await lock.release();
  }
}
