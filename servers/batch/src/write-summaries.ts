import type { Book } from './batch/book.ts';
import { renderFailures } from './batch/render-failures.ts';
import { type ReportParts, renderReport } from './batch/report/render-report.ts';
import type { BatchOutcome, NotDone } from './batch/settle.ts';
import { combineOutputs } from './output/combine-outputs.ts';
import { contentHash } from './output/content-hash.ts';
import { failuresName, reportName } from './output/own-files.ts';
import { openOwnWork } from './output/own-work.ts';
import { replaceFile } from './output/replace-file.ts';

type Summarized = ReportParts['run'] & { readonly combine: string | null; readonly force: boolean };

/** The combined file, the report and the failures, as far as nothing of somebody's own lies there. */
export async function writeSummaries(
  run: Summarized,
  book: Book,
  settled: BatchOutcome,
): Promise<BatchOutcome> {
  const { outputDir, combine } = run;
  const own = await openOwnWork(outputDir);
  const left: NotDone[] = [];
  const isFree = async (name: string): Promise<boolean> => {
    if (run.force || (await own.isFree(name))) return true;
    left.push({
      what: name,
      why: 'exists: the batch did not write it, or it was edited, so it was not replaced (force replaces it).',
    });
    return false;
  };
  const write = async (name: string, content: string): Promise<void> => {
    await own.willWrite(name, contentHash(content));
    await replaceFile(outputDir, name, content);
  };
  const combined =
    combine !== null && (await isFree(combine))
      ? await combineOutputs(outputDir, combine, book.current(), own)
      : null;
  const report = await isFree(reportName);
  const failures = await isFree(failuresName);
  const outcome = { ...settled, notDone: [...settled.notDone, ...left], combined };
  if (report) await write(reportName, renderReport({ run, records: book.current(), outcome }));
  if (failures) await write(failuresName, renderFailures(outcome));
  return outcome;
}
