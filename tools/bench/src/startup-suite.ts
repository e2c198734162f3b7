import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { interleaved } from './figures.ts';
import { stdioLoop } from './peers/stdio-loop.ts';
import { bundlePath } from './product.ts';
import { printHeading, printRatio, printReadings } from './report.ts';
import { coldStart } from './stdio-server.ts';
import type { Suite } from './suites.ts';

/** Cold start and resting memory of a server, beside a hand-written stdio loop. */
export const startupSuite: Suite = async ({ folder, rounds }) => {
  const loop = join(folder, 'stdio-loop.mjs');
  await writeFile(loop, stdioLoop);
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder };
  const review = bundlePath('review');
  await coldStart(review, env);
  await coldStart(loop, env);

  const { first, second } = await interleaved(
    rounds * 3,
    () => coldStart(review, env),
    () => coldStart(loop, env),
  );
  const listed = (starts: readonly { listedMs: number }[]): number[] => starts.map((one) => one.listedMs);
  const resting = (starts: readonly { restingMb: number }[]): number[] => starts.map((one) => one.restingMb);

  printHeading('Cold start to answered tools/list, and memory at rest');
  printReadings('review server: tools/list', 'ms', listed(first));
  printReadings('hand-written loop: tools/list', 'ms', listed(second));
  printRatio('server / loop', listed(first), listed(second), 'under 80 ms');
  printReadings('review server: RSS', 'MB', resting(first));
  printReadings('hand-written loop: RSS', 'MB', resting(second));
  printRatio('server / loop', resting(first), resting(second), 'under 75 MB');
};
