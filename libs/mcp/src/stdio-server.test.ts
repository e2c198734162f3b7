import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { type ClientOptions, type StartedClient, startClient } from './index.ts';

const fixture = fileURLToPath(new URL('./fixtures/stdio-server.ts', import.meta.url));
const clients: StartedClient[] = [];
const processes: ChildProcess[] = [];
/** The handshake is answered from what was recorded, as products do it. */
const recorded = ['--recorded'];

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  for (const child of processes.splice(0)) child.kill('SIGKILL');
});

async function start(
  options: Partial<ClientOptions> = {},
  flags: readonly string[] = recorded,
): Promise<StartedClient> {
  const client = await startClient({ command: process.execPath, args: [fixture, ...flags], ...options });
  // Hosts list the tools first, and then hold every answer against the output schema.
  await client.listTools();
  clients.push(client);
  return client;
}

describe('a server on stdio', () => {
  test('says who it is and lists tools with closed inputs, output schemas and all four hints', async () => {
    const client = await start();
    expect(client.server).toMatchObject({ name: 'fixture', version: '1.2.3' });
    expect(client.instructions).toBe('Try the tools.');
    const [echo] = await client.listTools();
    expect(echo).toMatchInlineSnapshot(`
      {
        "annotations": {
          "destructiveHint": false,
          "idempotentHint": true,
          "openWorldHint": false,
          "readOnlyHint": true,
          "title": "Echo",
        },
        "description": "Says it back.",
        "inputSchema": {
          "$schema": "http://json-schema.org/draft-07/schema#",
          "additionalProperties": false,
          "properties": {
            "mode": {
              "default": "plain",
              "description": "How.",
              "enum": [
                "plain",
                "loud",
              ],
              "type": "string",
            },
            "text": {
              "description": "What to say back.",
              "minLength": 1,
              "type": "string",
            },
            "times": {
              "description": "How often.",
              "maximum": 5,
              "minimum": 1,
              "type": "integer",
            },
          },
          "required": [
            "text",
          ],
          "type": "object",
        },
        "name": "echo",
        "outputSchema": {
          "$schema": "http://json-schema.org/draft-07/schema#",
          "additionalProperties": false,
          "properties": {
            "summary": {
              "type": "string",
            },
          },
          "required": [
            "summary",
          ],
          "type": "object",
        },
        "title": "Echo",
      }
    `);
  });

  test('does the same without a recorded handshake', async () => {
    const [one, other] = await Promise.all([start(), start({}, [])]);
    expect([other.server, other.instructions, await other.listTools()]).toEqual([
      one.server,
      one.instructions,
      await one.listTools(),
    ]);
    expect(await other.call('echo', { text: 'x' })).toEqual(await one.call('echo', { text: 'x' }));
  });

  test('answers a good call with structured data and the same as text', async () => {
    const client = await start();
    const answer = await client.call('echo', { text: 'ä', mode: 'loud', times: 2 });
    expect(answer).toEqual({ isError: false, structured: { summary: 'ÄÄ' }, text: '{"summary":"ÄÄ"}' });
  });

  test('names every bad argument at once, with what was meant', async () => {
    const client = await start();
    const answer = await client.call('echo', { text: '', mode: 'laud', times: 9, timess: 1 });
    expect(answer.isError).toBe(true);
    expect(answer.text).toMatchInlineSnapshot(
      `"input_invalid: text must not be empty; mode must be one of plain, loud, not "laud" (did you mean "loud"?); times must be at most 5, not 9; unknown argument "timess" (did you mean "times"?)."`,
    );
  });

  test('names the tool that was meant when there is none of that name', async () => {
    const client = await start();
    const answer = await client.call('ecko', {});
    expect(answer).toMatchObject({
      isError: true,
      text: 'input_invalid: There is no tool "ecko".\nDid you mean echo?',
    });
  });

  test('puts code, message and hint of a coded error into the text', async () => {
    const client = await start();
    const answer = await client.call('make_trouble', { kind: 'input' });
    expect(answer.text).toBe('target_empty: There is nothing to do.\nChange a file.');
    expect(answer.structured).toEqual({ summary: 'target_empty' });
  });

  test('gives an answer that breaks its own schema as an error that still holds the data', async () => {
    const client = await start();
    const answer = await client.call('make_trouble', { kind: 'schema' });
    expect(answer.isError).toBe(true);
    expect(answer.text).toMatch(/^internal: .*make_trouble breaks its own schema/);
    expect(answer.text).toContain('{"wrong":true}');
    expect(answer.structured).toBeUndefined();
  });

  test.each(['timer', 'rejection', 'throw'])('a crash by %s ends its own call and no other', async (kind) => {
    const client = await start();
    const other = client.call('wait_until_told', { ms: 150 });
    const crashed = await client.call('make_trouble', { kind });
    expect(crashed.isError).toBe(true);
    expect(crashed.text).toMatch(/^internal: This is a bug in codex-pro/);
    expect(await other).toMatchObject({ isError: false, structured: { summary: 'waited until time' } });
    await expect.poll(() => client.stderr()).toMatch(/codex-pro fixture: .*: Error: /);
  });

  test('what a library prints goes to stderr, never onto the wire', async () => {
    const client = await start();
    expect((await client.call('make_trouble', { kind: 'print' })).structured).toEqual({ summary: 'printed' });
    await expect.poll(() => client.stderr()).toContain('{"jsonrpc":"2.0","id":1,"result":{}}');
  });

  test('progress rises always, and a count that starts again carries no false total', async () => {
    const client = await start();
    const seen: { progress: number; total?: number | undefined; message?: string | undefined }[] = [];
    await client.call('wait_until_told', { ms: 50 }, { onProgress: (progress) => seen.push(progress) });
    expect(seen.map(({ message, total }) => [message, total])).toEqual([
      ['step 1 of 3', 3],
      ['step 3 of 3', 3],
      ['step 1 of 10', undefined],
      ['step 5 of 10', 10],
      ['no count', undefined],
    ]);
    const values = seen.map(({ progress }) => progress);
    expect(values).toEqual([...values].sort((a, b) => a - b));
    expect(new Set(values).size).toBe(values.length);
  });

  test("a cancelled call hears the host's reason", async () => {
    const client = await start();
    const stop = new AbortController();
    const call = client.call('wait_until_told', { ms: 30_000 }, { signal: stop.signal });
    await client.call('echo', { text: 'x' });
    stop.abort('the user pressed Esc');
    await expect(call).rejects.toThrow('the user pressed Esc');
    await expect.poll(() => client.stderr()).toContain('stopped by the user pressed Esc');
  });

  test('takes the first root that is a folder here, and none from a host without roots', async () => {
    const folder = realpathSync(tmpdir());
    const roots = ['https://example.com/x', 'file:///no/such/folder', folder];
    const withRoots = await start({ roots, name: 'some-host' });
    expect((await withRoots.call('say_where', {})).structured).toEqual({ summary: `${folder} of some-host` });
    const without = await start();
    expect((await without.call('say_where', {})).structured).toEqual({
      summary: 'nowhere of codex-pro-client',
    });
  });
});

const handshake = [
  {
    jsonrpc: '2.0',
    id: 0,
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
  },
  { jsonrpc: '2.0', method: 'notifications/initialized' },
];
const lines = (messages: readonly object[]): string =>
  messages.map((message) => `${JSON.stringify(message)}\n`).join('');
const call = (id: number, name: string, args: object): object => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: args },
});

async function startRaw(
  flags: readonly string[] = recorded,
): Promise<{ child: ChildProcess; output: () => string; stderr: () => string }> {
  const child = spawn(process.execPath, [fixture, ...flags], { stdio: ['pipe', 'pipe', 'pipe'] });
  processes.push(child);
  let output = '';
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stdin?.write(lines(handshake));
  await expect.poll(() => output, { timeout: 10_000 }).toContain('"id":0');
  return { child, output: () => output, stderr: () => stderr };
}

/** How it ended, and how long after `act`. */
async function endAfter(child: ChildProcess, act: () => void): Promise<{ code: number | null; ms: number }> {
  const startedAt = performance.now();
  act();
  const [code] = await once(child, 'close');
  return { code: typeof code === 'number' ? code : null, ms: performance.now() - startedAt };
}

describe('the end of a server', () => {
  test.each([
    ['stdin ends', (child: ChildProcess) => child.stdin?.end()],
    ['SIGTERM comes', (child: ChildProcess) => child.kill('SIGTERM')],
    ['SIGINT comes', (child: ChildProcess) => child.kill('SIGINT')],
  ])('comes soon when %s, a call in flight and a live handle notwithstanding', async (_name, act) => {
    const { child } = await startRaw();
    child.stdin?.write(lines([call(1, 'wait_until_told', { ms: 60_000 })]));
    const { code, ms } = await endAfter(child, () => act(child));
    expect(code).toBe(0);
    expect(ms).toBeLessThan(2000);
  });

  test("comes after a cancel that follows the signal, with the host's reason", async () => {
    const { child, stderr } = await startRaw();
    child.stdin?.write(lines([call(1, 'wait_until_told', { ms: 60_000 })]));
    await expect.poll(stderr).toContain('waiting');
    const { code } = await endAfter(child, () => {
      child.kill('SIGINT');
      const params = { requestId: 1, reason: 'AbortError: user-cancel' };
      setTimeout(() => {
        child.stdin?.write(lines([{ jsonrpc: '2.0', method: 'notifications/cancelled', params }]));
      }, 15);
    });
    expect(code).toBe(0);
    expect(stderr()).toContain('stopped by AbortError: user-cancel');
  });

  test('comes when nobody reads stdout any more', async () => {
    const { child } = await startRaw();
    child.stdout?.destroy();
    const { code } = await endAfter(child, () => child.stdin?.write(lines([call(1, 'echo', { text: 'x' })])));
    expect(code).toBe(0);
  });

  test.each([
    ['a tool', call(2, 'gone', {})],
    ['what a tool loads', call(2, 'make_trouble', { kind: 'replaced' })],
  ])(
    'comes when an update took the file of %s away: the call says so, and one in flight is answered',
    async (_what, needs) => {
      const { child, output } = await startRaw(['--replaced']);
      const { code } = await endAfter(child, () =>
        child.stdin?.write(lines([call(1, 'wait_until_told', { ms: 300 }), needs])),
      );
      expect(code).toBe(0);
      expect(output()).toContain('not_configured: codex-pro was updated or removed while this server ran');
      expect(output()).not.toContain('bug in codex-pro');
      expect(output()).toContain('waited until time');
    },
  );

  test('comes only after answers that were nearly ready', async () => {
    const { child, output } = await startRaw();
    const { code } = await endAfter(child, () =>
      child.stdin?.end(
        lines([call(1, 'echo', { text: 'y'.repeat(200_000) }), call(2, 'wait_until_told', { ms: 30 })]),
      ),
    );
    expect(code).toBe(0);
    await expect.poll(output).toContain('"id":2');
    expect(output()).toContain('y'.repeat(200_000));
  });

  test('is not a line that is no message: the next one is answered', async () => {
    const { child, output, stderr } = await startRaw();
    child.stdin?.write(`not json\n\n[]\n${lines([call(1, 'echo', { text: 'still here' })])}`);
    await expect.poll(output).toContain('still here');
    const leftOut = 'codex-pro fixture: left out: a line on stdin that is no JSON-RPC message\n';
    expect(stderr()).toBe(leftOut.repeat(3));
  });
});
