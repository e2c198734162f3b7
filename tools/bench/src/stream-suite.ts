import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { Agent, request } from 'undici';
import { benchCall, openBenchClient } from './bench-client.ts';
import { interleaved } from './figures.ts';
import { printHeading, printRatio, printReadings } from './report.ts';
import type { Suite } from './suites.ts';

const megabytes = 24;

/** Reading a long event stream off a socket, beside the least that can be done with it: lines, and JSON of each. */
export const streamSuite: Suite = async ({ folder, rounds }) => {
  const stream = longStream(megabytes * 1024 * 1024);
  const server = createServer((_incoming, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).end(stream);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  const client = await openBenchClient(url, folder);
  const dispatcher = new Agent({ allowH2: false });
  const { signal } = new AbortController();
  try {
    const ours = async (): Promise<void> => {
      const answer = await client.respond(benchCall, { signal });
      if (answer.text !== 'ok') throw new Error('The stream was not read to its end.');
    };
    const bare = async (): Promise<void> => {
      const answer = await request(`${url}/responses`, { method: 'POST', body: '{}', dispatcher });
      let events = 0;
      for await (const line of createInterface({ input: answer.body })) {
        if (line.startsWith('data: ') && JSON.parse(line.slice(6)) !== null) events += 1;
      }
      if (events < 3) throw new Error('The stream was not read to its end.');
    };
    await ours();
    await bare();
    const { first, second } = await interleaved(
      rounds,
      () => speed(ours),
      () => speed(bare),
    );
    printHeading(`An event stream of ${megabytes} MB: 200-character deltas, one message`);
    printReadings('our client', 'MB/s', first);
    printReadings('undici, readline, JSON.parse', 'MB/s', second);
    printRatio('client / bare', first, second);
  } finally {
    await client.close();
    await dispatcher.close();
    server.closeAllConnections();
    server.close();
  }
};

async function speed(read: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await read();
  return megabytes / ((performance.now() - started) / 1000);
}

function longStream(bytes: number): Buffer {
  const event = (data: object): string => `data: ${JSON.stringify(data)}\n\n`;
  const delta = event({
    type: 'response.output_text.delta',
    item_id: 'msg_1',
    output_index: 0,
    delta: 'x'.repeat(200),
  });
  const message = {
    type: 'message',
    id: 'msg_1',
    role: 'assistant',
    content: [{ type: 'output_text', text: 'ok' }],
  };
  return Buffer.from(
    event({ type: 'response.created', response: { id: 'resp_1' } }) +
      delta.repeat(Math.ceil(bytes / delta.length)) +
      event({ type: 'response.output_item.done', output_index: 0, item: message }) +
      event({ type: 'response.completed', response: { id: 'resp_1' } }),
  );
}
