import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A host without a client library: what goes over the wire is seen as it is. */
export interface BareHost {
  /** Sends a request, and resolves with its result. Rejects on a protocol error. */
  request(method: string, params?: object): Promise<Readonly<Record<string, unknown>>>;
  /** Methods that the server asked its host for, each answered with a refusal. */
  readonly asked: readonly string[];
  stderr(): string;
  /** Closes stdin and waits for the end of the server. */
  close(): Promise<void>;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

const initialize = {
  protocolVersion: '2025-11-25',
  capabilities: { roots: {}, sampling: {}, elicitation: { form: {}, url: {} } },
  clientInfo: { name: 'bare-host', version: '1.0.0' },
};

/** Starts `node <words>` as an MCP server, and shakes hands as a host that can do everything a server may ask for. */
export async function startBareHost(
  words: readonly string[],
  place: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<BareHost> {
  const server = spawn(process.execPath, words, { ...place, stdio: 'pipe' });
  const host = converse(server);
  await host.request('initialize', initialize);
  server.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })}\n`);
  return host;
}

function converse(server: ChildProcessWithoutNullStreams): BareHost {
  const waiting = new Map<number, PromiseWithResolvers<Readonly<Record<string, unknown>>>>();
  const asked: string[] = [];
  let stderr = '';
  let last = 0;
  const send = (message: object) => server.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  createInterface({ input: server.stdout }).on('line', (line) => {
    const { id, method, result, error } = JSON.parse(line) as Message;
    if (id === undefined) return;
    if (method !== undefined) {
      asked.push(method);
      send({ id, error: { code: -32_601, message: 'This host has none.' } });
    } else if (error === undefined) waiting.get(id)?.resolve(result ?? {});
    else waiting.get(id)?.reject(new Error(error.message));
  });
  server.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const ended = once(server, 'close').then(() => {
    for (const each of waiting.values()) each.reject(new Error(`The server has ended: ${stderr}`));
  });
  return {
    asked,
    stderr: () => stderr,
    request(method, params = {}) {
      last += 1;
      const answer = Promise.withResolvers<Readonly<Record<string, unknown>>>();
      waiting.set(last, answer);
      send({ id: last, method, params });
      return answer.promise;
    },
    async close() {
      server.stdin.end();
      await ended;
    },
  };
}
