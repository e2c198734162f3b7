import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { residentMegabytes } from './process-table.ts';
import { processorTimeOf } from './processor-time.ts';
import { bundlePath } from './product.ts';

export interface BatchReading {
  /** Chunks a second, from the first that was sent to the last that was written. */
  readonly rate: number;
  readonly seconds: number;
  /** From the start of the command to its end. */
  readonly wallSeconds: number;
  /** Of the worker, MB: the most, and over time with the bytes of the manifest by then. */
  readonly peak: number;
  /** Processor time of the worker, all its threads, its start included, in milliseconds; the last 50 ms may be missing. */
  readonly processorMs: number;
  readonly samples: readonly { readonly megabytes: number; readonly share: number }[];
}

/** Each look reads a dozen files of `/proc`: more often it would take from the batch what it measures. */
const lookEveryMs = 50;

/** Runs a batch over so many short rows from a terminal, as a person would, and watches its worker. */
export async function runBatch(options: {
  readonly folder: string;
  readonly url: string;
  readonly chunks: number;
  readonly concurrency: number;
}): Promise<BatchReading> {
  const { folder, url, chunks, concurrency } = options;
  const shelf = join(folder, 'shelf');
  await mkdir(shelf, { recursive: true });
  const rows = Array.from({ length: chunks }, (_, at) => JSON.stringify({ id: at, word: `word ${at}` }));
  await writeFile(join(shelf, 'rows.jsonl'), rows.join('\n'));
  const env = { PATH: process.env['PATH'] ?? '', ...homes(folder), CODEX_PRO_BASE_URL: url };
  const words = [
    'run',
    'run-batch',
    '--source',
    'rows.jsonl',
    '--prompt',
    'Say {{word}}.',
    '--output-dir',
    'out',
  ];
  const began = performance.now();
  const child = spawn(
    process.execPath,
    [bundlePath('batch'), ...words, '--concurrency', String(concurrency)],
    {
      cwd: shelf,
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  const said: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  const manifest = join(shelf, 'out', 'manifest.jsonl');
  const samples: { megabytes: number; bytes: number }[] = [];
  let worker: number | undefined;
  let processorMs = 0;
  const watch = setInterval(() => {
    worker ??= workerOf(folder);
    const megabytes = worker === undefined ? Number.NaN : residentMegabytes(worker);
    if (worker === undefined || Number.isNaN(megabytes)) return;
    samples.push({ megabytes, bytes: sizeOf(manifest) });
    try {
      processorMs = processorTimeOf(worker);
    } catch {
      // It ended between two looks.
    }
  }, lookEveryMs);
  const [code] = await once(child, 'close');
  clearInterval(watch);
  if (code !== 0)
    throw new Error(`The batch ended with ${code}: ${Buffer.concat(said).toString().slice(-2000)}`);
  const records = (await readFile(manifest, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const starts = records.map(({ started_at: at }) => Date.parse(at));
  const ends = records.map(({ ended_at: at }) => Date.parse(at));
  const first = starts.reduce((a, b) => Math.min(a, b));
  const seconds = (ends.reduce((a, b) => Math.max(a, b)) - first) / 1000;
  const largest = samples.reduce((most, { bytes }) => Math.max(most, bytes), 0);
  return {
    rate: chunks / seconds,
    seconds,
    wallSeconds: (performance.now() - began) / 1000,
    peak: samples.reduce((most, { megabytes }) => Math.max(most, megabytes), 0),
    processorMs,
    samples: samples.map(({ megabytes, bytes }) => ({ megabytes, share: bytes / largest })),
  };
}

function homes(folder: string): Record<string, string> {
  const home = join(folder, 'home');
  return {
    HOME: home,
    CODEX_PRO_HOME: home,
    CODEX_HOME: join(folder, 'codex-home'),
    CODEX_PRO_API_KEY: 'emulator-key',
    CODEX_PRO_MODEL: 'gpt-5.5',
  };
}

/** The process whose command line ends in `work <job-id>` and whose state folder is ours. */
function workerOf(folder: string): number | undefined {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).find((pid) => {
    try {
      if (!/\0work\0bat-[^\0]+\0$/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))) return false;
      return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(folder);
    } catch {
      // Gone, or not ours to read.
      return false;
    }
  });
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
