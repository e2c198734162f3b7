import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@codex-pro/emulator';
import { type BackendOptions, startBackend } from './backend-process.ts';
import { bareLoop } from './bare-loop.ts';
import { type BatchReading, runBatch } from './batch-runner.ts';
import { prepareCodexCli } from './codex-cli.ts';
import { interleaved } from './figures.ts';
import { longPdf } from './long-pdf.ts';
import { processesWith, residentMegabytes, watchProcesses } from './process-table.ts';
import { printHeading, printNote, printRatio, printReadings } from './report.ts';
import type { Suite } from './suites.ts';

/** Ten thousand chunks, a backend that takes fifty at once, a shell loop of `codex exec`, a long PDF. */
export const batchSuite: Suite = async ({ folder }) => {
  await throughput(
    folder,
    { latency: 20, spread: 0, capacity: null },
    'at 20 ms latency',
    64,
    'at least 0.80',
  );
  await throughput(
    folder,
    { latency: 0, spread: 0, capacity: null },
    'instant backend, answers written',
    32,
    'at least 0.50',
  );
  await pacing(folder);
  await besideShellLoop(folder);
  await longPdf(folder);
};

const many = 10_000;

async function throughput(
  folder: string,
  options: BackendOptions,
  title: string,
  concurrency: number,
  bound: string,
): Promise<void> {
  const backend = await startBackend(options);
  const writes = options.latency === 0;
  // What the disk takes is no cost of the engine: beside the loop that writes nothing stands one that writes as we do.
  const writingToo: number[] = [];
  let round = 0;
  const body = await sampleBody(folder);
  try {
    // Whoever came first would else pay for what the backend compiles as it gets warm.
    await bareLoop({ url: backend.url, calls: many / 5, concurrency, body, folder: null });
    const { first, second } = await interleaved(
      2,
      () => {
        round += 1;
        return runBatch({
          folder: join(folder, `many-${options.latency}-${round}`),
          url: backend.url,
          chunks: many,
          concurrency,
        });
      },
      async () => {
        const bare = { url: backend.url, calls: many, concurrency, body };
        const written = await bareLoop({ ...bare, folder: join(folder, `bare-${options.latency}-${round}`) });
        if (writes) return written;
        writingToo.push(written);
        return bareLoop({ ...bare, folder: null });
      },
    );
    printHeading(`${many} short chunks, ${concurrency} at once, ${title}`);
    printReadings(
      'batch',
      'calls/s',
      first.map(({ rate }) => rate),
    );
    printReadings(writes ? 'bare undici loop, temp + rename' : 'bare undici loop', 'calls/s', second);
    printRatio(
      'batch / bare',
      first.map(({ rate }) => rate),
      second,
      bound,
    );
    if (!writes) {
      printReadings('bare undici loop, temp + rename', 'calls/s', writingToo);
      printRatio(
        'batch / bare that writes too',
        first.map(({ rate }) => rate),
        writingToo,
      );
    }
    printReadings(
      'processor time of the worker, a chunk (its start is in it)',
      'ms',
      first.map(({ processorMs }) => processorMs / many),
    );
    memory(first);
  } finally {
    backend.close();
  }
}

function memory(readings: readonly BatchReading[]): void {
  const between = (from: number, to: number) =>
    readings.map(({ samples }) => {
      const part = samples
        .filter(({ share }) => share >= from && share < to)
        .map(({ megabytes }) => megabytes);
      return part.reduce((sum, value) => sum + value, 0) / part.length;
    });
  printReadings(
    'memory of the worker, peak',
    'MB',
    readings.map(({ peak }) => peak),
  );
  printReadings('  near chunk 1,000', 'MB', between(0.5, 0.58));
  printReadings('  near chunk 10,000', 'MB', between(0.92, 1));
}

/** As our client sends it, so that both loops carry the same. */
async function sampleBody(folder: string): Promise<string> {
  const emulator = await startEmulator({ record: 'all' });
  try {
    await runBatch({
      folder: join(folder, `sample-${Date.now()}`),
      url: emulator.url,
      chunks: 1,
      concurrency: 1,
    });
    return JSON.stringify(emulator.modelRequests[0]?.body);
  } finally {
    await emulator.close();
  }
}

async function pacing(folder: string): Promise<void> {
  const chunks = 500;
  const capacity = 50;
  const body = await sampleBody(folder);
  const rates: number[] = [];
  const ideal: number[] = [];
  const rejected: number[] = [];
  for (let round = 1; round <= 3; round += 1) {
    const backend = await startBackend({ latency: 200, spread: 100, capacity });
    try {
      const { rate } = await runBatch({
        folder: join(folder, `paced-${round}`),
        url: backend.url,
        chunks,
        concurrency: 100,
      });
      rates.push(rate);
      const { refusals, requests } = await backend.counts();
      rejected.push((refusals.length / requests) * 100);
    } finally {
      backend.close();
    }
    const open = await startBackend({ latency: 200, spread: 100, capacity: null });
    try {
      ideal.push(await bareLoop({ url: open.url, calls: chunks, concurrency: capacity, body, folder: null }));
    } finally {
      open.close();
    }
  }
  printHeading(
    `${chunks} chunks, 200 ms ± 100, a backend that takes ${capacity} at once (limit of the batch: 100)`,
  );
  printReadings('batch, which has to find that out', 'calls/s', rates);
  printReadings('bare loop of exactly that many', 'calls/s', ideal);
  printRatio('batch / ideal', rates, ideal, 'at least 0.90');
  printNote(
    `requests refused with 429: ${rejected.map((share) => `${share.toFixed(1)} %`).join(', ')} of all`,
  );
  const backend = await startBackend({ latency: 200, spread: 100, capacity });
  try {
    const long = await runBatch({
      folder: join(folder, 'paced-long'),
      url: backend.url,
      chunks: 4_000,
      concurrency: 100,
    });
    const { refusals, requests } = await backend.counts();
    const begun = refusals[0] ?? 0;
    const late = refusals.filter((at) => at > begun + 5_000).length;
    printNote(
      `4000 chunks: ${long.rate.toFixed(0)} calls/s; refused after the first 5 s: ${((late / requests) * 100).toFixed(2)} % (design: less than 2 %)`,
    );
  } finally {
    backend.close();
  }
}

/** What people do today: a shell that starts one `codex exec` a chunk, so many at once. */
async function besideShellLoop(folder: string): Promise<void> {
  const chunks = 200;
  const concurrency = 8;
  const backend = await startBackend({ latency: 0, spread: 0, capacity: null });
  const marker = `${folder}-codex`;
  try {
    const cli = await prepareCodexCli(join(folder, 'codex-home'), backend.url, marker);
    const place = join(folder, 'loop');
    await mkdir(place, { recursive: true });
    await writeFile(join(place, 'chunks'), Array.from({ length: chunks }, (_, at) => `${at}`).join('\n'));
    const peer = watchProcesses(marker);
    let peak = 0;
    const watch = setInterval(() => {
      const megabytes = processesWith(marker)
        .map(residentMegabytes)
        .filter((value) => !Number.isNaN(value));
      peak = Math.max(
        peak,
        megabytes.reduce((sum, value) => sum + value, 0),
      );
    }, 100);
    const seconds = await cli.loop(join(place, 'chunks'), concurrency, place);
    clearInterval(watch);
    peer.stop();
    const ours = await runBatch({ folder: join(folder, 'beside'), url: backend.url, chunks, concurrency });
    printHeading(
      `${chunks} chunks beside a shell loop of codex exec, ${concurrency} at once, instant backend`,
    );
    printNote(
      `batch: ${ours.wallSeconds.toFixed(1)} s, 2 processes, ${ours.peak.toFixed(0)} MB in the worker`,
    );
    printNote(
      `codex exec: ${seconds.toFixed(1)} s, ${peer.seen.size} processes seen, ${peak.toFixed(0)} MB at most together`,
    );
    printNote(`${(seconds / ours.wallSeconds).toFixed(0)} times as fast`);
  } finally {
    backend.close();
  }
}
