import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { createServer, type ServerOptions } from './create-server.ts';
import { defineTool } from './define-tool.ts';
import type { Handshake } from './handshake.ts';
import { recordHandshake } from './record-handshake.ts';
import { shakeHands } from './shake-hands.ts';
import { stdioTransport } from './stdio-transport.ts';

const options: ServerOptions = {
  name: 'fixture',
  title: 'Fixture',
  version: '1.2.3',
  instructions: 'Say hello.',
  tools: {
    hello: async () =>
      defineTool({
        name: 'hello',
        title: 'Hello',
        description: 'Greets, and tells who asked.',
        input: z.strictObject({}),
        output: z.object({ summary: z.string() }),
        hints: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
        handle: async (_input, { host }) => ({ structured: { summary: `hello ${host?.name}` } }),
      }),
  },
};
const noBug = (what: string, cause: unknown): void => {
  bugs.push(`${what}: ${cause}`);
};
const bugs: string[] = [];

let handshake: Handshake;
beforeAll(async () => {
  handshake = await recordHandshake(options, noBug);
});

/** Everything a server says to these bytes, as messages; in the order of their ids, since calls may overtake. */
async function answersTo(
  chunks: readonly (string | Buffer)[],
  recorded: Handshake | undefined,
): Promise<unknown[]> {
  const stdin = new PassThrough();
  const wire = new PassThrough();
  let said = '';
  wire.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
  });
  const serve = async (): Promise<void> => {
    const { answered } = recorded === undefined ? { answered: [] } : await shakeHands(stdin, wire, recorded);
    const server = createServer(options, noBug);
    await server.connect(stdioTransport(stdin, wire, answered));
  };
  const served = serve();
  for (const chunk of chunks) {
    stdin.write(chunk);
    await turn();
  }
  // A marker that needs the SDK: when it is answered, so is everything before it.
  stdin.write(line({ id: 'the end', method: 'tools/call', params: { name: 'hello', arguments: {} } }));
  await served;
  while (!said.includes('the end')) await turn();
  return said
    .trimEnd()
    .split('\n')
    .map((each): { readonly id: unknown } => JSON.parse(each))
    .sort((a, b) => String(a.id).localeCompare(String(b.id)));
}

const line = (message: object): string => `${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`;
const introduction = (params: object = {}): object => ({
  id: 0,
  method: 'initialize',
  params: {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'host', version: '1' },
    ...params,
  },
});
const initialized = { method: 'notifications/initialized' };

describe('a recorded handshake', () => {
  test.each(['2025-11-25', '2025-06-18', '2024-10-07', '2026-07-28', 'nonsense'])(
    'agrees to a version, here %s, as the SDK does',
    async (protocolVersion) => {
      const bytes = [line(introduction({ protocolVersion })), line(initialized)];
      expect(await answersTo(bytes, handshake)).toEqual(await answersTo(bytes, undefined));
    },
  );

  test('leaves the SDK knowing the host, and answers nothing twice', async () => {
    const answers = await answersTo([line(introduction()), line(initialized)], handshake);
    expect(answers).toHaveLength(2);
    expect(JSON.stringify(answers)).toContain('hello host');
  });

  test('is the same as the SDK for any order, mix and cut of messages, good and bad', async () => {
    const message = fc.oneof(
      fc.constant(introduction()),
      fc.constant(introduction({ capabilities: { roots: {}, sampling: {} } })),
      fc.constantFrom<object>(
        introduction({ capabilities: { roots: 1 } }),
        introduction({ clientInfo: { name: 'host' } }),
        introduction({ protocolVersion: 7 }),
        { id: 0, method: 'initialize' },
        { id: 'a', method: 'tools/list', params: {} },
        { id: 'b', method: 'tools/list' },
        { id: 'c', method: 'tools/list', params: { cursor: 'x' } },
        { id: 'd', method: 'tools/list', params: { _meta: { progressToken: 1 } } },
        { id: 1, method: 'ping' },
        { id: 2, method: 'server/discover', params: {} },
        { id: 'probe', method: 'server/discover', params: { _meta: { progressToken: 1 } } },
        { id: 6, method: 'server/discover', params: [] },
        { id: 3, method: 'tools/call', params: { name: 'hello', arguments: {} } },
        { id: 4, method: 'prompts/list' },
        { id: null, method: 'ping' },
        { id: 1.5, method: 'ping' },
        initialized,
        { method: 'notifications/cancelled', params: { requestId: 99 } },
        { method: 'tools/list' },
      ),
    );
    const part = fc.oneof(
      { weight: 8, arbitrary: message },
      fc.constantFrom('not json\n', '\n', '[]\n', '{"jsonrpc":"1.0","id":9,"method":"ping"}\n', '"ping"\r\n'),
    );
    // Ids are not used twice in a session (MCP 2025-11-25, "Requests").
    const session = fc.array(part, { maxLength: 6 }).map((parts) =>
      parts
        .map((part, index) => {
          if (typeof part === 'string') return part;
          const numbered =
            'id' in part && typeof part.id === 'number' ? { ...part, id: part.id + index * 10 } : part;
          return line(numbered);
        })
        .join(''),
    );
    await fc.assert(
      fc.asyncProperty(session, fc.integer({ min: 1, max: 400 }), async (text, size) => {
        const bytes = Buffer.from(text);
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_each, index) =>
          bytes.subarray(index * size, (index + 1) * size),
        );
        expect(await answersTo(chunks, handshake)).toEqual(await answersTo([bytes], undefined));
      }),
      { numRuns: 200 },
    );
  });
});
