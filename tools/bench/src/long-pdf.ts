import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pagedPdf } from './paged-pdf.ts';
import { residentMegabytes } from './process-table.ts';
import { bundlePath } from './product.ts';
import { printHeading, printReadings } from './report.ts';

/** Planning a batch over a PDF of 500 pages: time and memory of the whole command. */
export async function longPdf(folder: string): Promise<void> {
  const shelf = join(folder, 'papers');
  await mkdir(shelf, { recursive: true });
  await writeFile(join(shelf, 'long.pdf'), pagedPdf(500));
  const times: number[] = [];
  const peaks: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const began = performance.now();
    const child = spawn(
      process.execPath,
      [bundlePath('batch'), 'run', 'plan-batch', '--source', 'long.pdf', '--prompt', 'Sum up: {{chunk}}'],
      {
        cwd: shelf,
        env: { PATH: process.env['PATH'] ?? '', HOME: shelf, CODEX_PRO_HOME: join(folder, 'pdf-home') },
        stdio: 'ignore',
      },
    );
    let peak = 0;
    const watch = setInterval(() => {
      const megabytes = residentMegabytes(child.pid ?? 0);
      if (!Number.isNaN(megabytes)) peak = Math.max(peak, megabytes);
    }, 10);
    const [code] = await once(child, 'close');
    clearInterval(watch);
    if (code !== 0) throw new Error(`The plan of a PDF ended with ${code}.`);
    times.push(performance.now() - began);
    peaks.push(peak);
  }
  await rm(shelf, { recursive: true });
  printHeading('Planning a PDF of 500 pages');
  printReadings('from the command to the plan (design: 3 s)', 'ms', times);
  printReadings('memory, peak (design: 400 MB)', 'MB', peaks);
}
