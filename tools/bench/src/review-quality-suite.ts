import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { printHeading } from './report.ts';
import type { Suite } from './suites.ts';

const program = fileURLToPath(new URL('../../../servers/review/src/quality/main.ts', import.meta.url));

/** Quality of reviews without a model; measured by the review server's own parts, which nobody imports from outside. */
export const reviewQualitySuite: Suite = async () => {
  printHeading('Quality of a review, measured without a model');
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'inherit', 'inherit'] });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`The measurement ended with code ${String(code)}.`);
};
