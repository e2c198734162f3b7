import { startEmulator } from '@codex-pro/emulator';
import { Agent, request } from 'undici';
import { benchCall, openBenchClient } from './bench-client.ts';
import { interleaved } from './figures.ts';
import { printHeading, printRatio, printReadings } from './report.ts';
import type { Suite } from './suites.ts';

const turnsPerRound = 200;

/** What our client adds to a warm turn, beside a bare undici POST of the same body that only reads the answer. */
export const clientSuite: Suite = async ({ folder, rounds }) => {
  const emulator = await startEmulator({ record: 'all' });
  const client = await openBenchClient(emulator.url, folder);
  const dispatcher = new Agent({ allowH2: false, connections: 1 });
  const { signal } = new AbortController();
  try {
    await client.respond(benchCall, { signal });
    const [sent] = emulator.modelRequests;
    if (sent === undefined) throw new Error('The client sent nothing.');
    const body = JSON.stringify(sent.body);
    const headers = { ...sent.headers };
    for (const name of ['host', 'connection', 'content-length', 'transfer-encoding']) delete headers[name];

    const bare = async (): Promise<void> => {
      const answer = await request(`${emulator.url}/responses`, {
        method: 'POST',
        headers,
        body,
        dispatcher,
      });
      const text = await answer.body.text();
      if (!text.includes('response.completed'))
        throw new Error(`The bare request was refused: ${text.slice(0, 300)}`);
    };
    const ours = async (): Promise<void> => {
      await client.respond(benchCall, { signal });
    };
    await perTurn(ours);
    await perTurn(bare);
    const { first, second } = await interleaved(
      rounds * 2,
      () => perTurn(ours),
      () => perTurn(bare),
    );
    printHeading(`A warm turn, one after the other, ${turnsPerRound} a round`);
    printReadings('our client', 'ms', first);
    printReadings('bare undici POST', 'ms', second);
    printRatio('client / bare', first, second, 'at most 1.5 ×');
  } finally {
    await client.close();
    await dispatcher.close();
    await emulator.close();
  }
};

async function perTurn(turn: () => Promise<void>): Promise<number> {
  const started = performance.now();
  for (let count = 0; count < turnsPerRound; count += 1) await turn();
  return (performance.now() - started) / turnsPerRound;
}
