import { join } from 'node:path';
import { startEmulator } from '@codex-pro/emulator';
import { type StartedClient, startClient } from '@codex-pro/mcp';
import { prepareCodexCli } from './codex-cli.ts';
import { interleaved } from './figures.ts';
import { processesWith, watchProcesses } from './process-table.ts';
import { bundlePath } from './product.ts';
import { printHeading, printRatio, printReadings } from './report.ts';
import type { Suite } from './suites.ts';
import { makeTwentyFileDiff } from './twenty-files.ts';

/** Call to result of one review on a warm server with an instant backend, beside `codex exec review`, and 8 at once. */
export const reviewSuite: Suite = async ({ folder, rounds }) => {
  const repository = join(folder, 'repository');
  makeTwentyFileDiff(repository);
  const emulator = await startEmulator({ record: 'heads' });
  const home = join(folder, 'home');
  const client = await startClient({
    command: process.execPath,
    args: [bundlePath('review')],
    cwd: repository,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: home,
      CODEX_PRO_HOME: home,
      CODEX_HOME: join(folder, 'no-codex-home'),
      CODEX_PRO_BASE_URL: emulator.url,
      CODEX_PRO_API_KEY: 'emulator-key',
    },
  });
  try {
    const codexMarker = `${folder}-codex`;
    const cli = await prepareCodexCli(join(folder, 'codex-home'), emulator.url, codexMarker);
    await timedReview(client);
    await cli.review(repository);

    const { first, second } = await interleaved(
      rounds * 2,
      () => timedReview(client),
      () => cli.review(repository),
    );

    printHeading('One review of a 20-file diff, instant backend, call to result');
    printReadings('review over MCP, warm server, depth quick', 'ms', first);
    printReadings('codex exec review', 'ms', second);
    printRatio('ours / codex exec review', first, second, 'at most 250 ms');
    const standard: number[] = [];
    for (let round = 0; round < rounds; round += 1) standard.push(await timedReview(client, 'standard'));
    printReadings('depth standard: four roles, nothing to verify', 'ms', standard);

    await settle();
    const before = new Set(processesWith(folder));
    const one = watchProcesses(folder);
    await timedReview(client);
    await settle();
    one.stop();
    const peer = watchProcesses(codexMarker);
    await cli.review(repository);
    await settle();
    peer.stop();
    printReadings('processes seen for one review', 'processes', [
      [...one.seen].filter((pid) => !before.has(pid)).length,
    ]);
    printReadings('processes seen for codex exec review', 'processes', [peer.seen.size]);
    const left = processesWith(folder).filter((pid) => !before.has(pid));
    printReadings('processes left behind', 'processes', [left.length]);

    const together: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const started = performance.now();
      await Promise.all(Array.from({ length: 8 }, () => timedReview(client)));
      together.push(performance.now() - started);
    }
    printReadings('8 reviews at once, until the last result', 'ms', together);
    printReadings(
      '  of these, a review',
      'ms',
      together.map((ms) => ms / 8),
    );
  } finally {
    await client.close();
    await emulator.close();
  }
};

async function timedReview(client: StartedClient, depth = 'quick'): Promise<number> {
  const started = performance.now();
  const answer = await client.call('review', { depth, wait_seconds: 60 });
  if (answer.isError) throw new Error(answer.text);
  return performance.now() - started;
}

function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 500));
}
