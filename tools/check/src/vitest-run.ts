import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from './program.ts';
import type { Tally } from './tally.ts';

/**
 * Runs one vitest project. A run that ends without a report, or with an error outside any test
 * (an unhandled rejection, a file that does not load), counts as a failure.
 */
export async function runVitest(project: string): Promise<Tally> {
  const folder = await mkdtemp(join(tmpdir(), 'codex-pro-check-'));
  const report = join(folder, 'report.json');
  try {
    const words = [
      'run',
      '--project',
      project,
      '--passWithNoTests',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ];
    // Tests start hundreds of servers and workers from their sources, half a second of processor each; read once, a fifth.
    const code = await runProgram('vitest/vitest.mjs', words, {
      NODE_COMPILE_CACHE: join(folder, 'compiled'),
    });
    const tally = await readReport(report);
    if (tally === null) return { passed: 0, failed: 1, skipped: 0 };
    return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Null where vitest ended before it wrote one. */
async function readReport(path: string): Promise<Tally | null> {
  if (!existsSync(path)) return null;
  const report: unknown = JSON.parse(await readFile(path, 'utf8'));
  const count = (name: string): number => {
    const value = (report as Record<string, unknown>)[name];
    return typeof value === 'number' ? value : 0;
  };
  return {
    passed: count('numPassedTests'),
    failed: count('numFailedTests'),
    skipped: count('numPendingTests') + count('numTodoTests'),
  };
}
