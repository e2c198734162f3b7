import { pathToFileURL } from 'node:url';

export interface ClientOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** Laid over the few variables that every process needs (HOME, PATH …). */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Folders offered as roots; without them the client offers no roots at all. */
  readonly roots?: readonly string[];
  readonly name?: string;
}

export interface ClientProgress {
  readonly progress: number;
  readonly total?: number | undefined;
  readonly message?: string | undefined;
}

export interface ClientCall {
  readonly onProgress?: (progress: ClientProgress) => void;
  /** Aborting sends `notifications/cancelled` with `String(signal.reason)`. */
  readonly signal?: AbortSignal;
  /** Milliseconds; 10 minutes by default. */
  readonly timeoutMs?: number;
}

export interface ClientAnswer {
  readonly isError: boolean;
  /** All text blocks, joined by line ends. */
  readonly text: string;
  readonly structured: Readonly<Record<string, unknown>> | undefined;
}

export interface ListedByServer {
  readonly name: string;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly inputSchema: object;
  readonly outputSchema?: object | undefined;
  readonly annotations?: object | undefined;
}

export interface StartedClient {
  readonly pid: number;
  readonly instructions: string | undefined;
  readonly server: { readonly name: string; readonly version: string } | undefined;
  listTools(): Promise<readonly ListedByServer[]>;
  /** Rejects on protocol errors, a closed connection and an aborted signal; a failed tool is an answer. */
  call(name: string, args: Readonly<Record<string, unknown>>, options?: ClientCall): Promise<ClientAnswer>;
  /** What the server wrote to stderr so far. */
  stderr(): string;
  /** Closes stdin and waits for the end of the process; signals it after 2 s. */
  close(): Promise<void>;
}

/**
 * Starts an MCP server as a host does, over stdio, and shakes hands. For tests, the demo and the bench; the SDK's client is
 * loaded only here.
 */
export async function startClient(options: ClientOptions): Promise<StartedClient> {
  const { Client } = await import('@modelcontextprotocol/sdk/client/index.js');
  const { StdioClientTransport } = await import('@modelcontextprotocol/sdk/client/stdio.js');
  const { ListRootsRequestSchema } = await import('@modelcontextprotocol/sdk/types.js');

  const transport = new StdioClientTransport({
    command: options.command,
    args: [...options.args],
    stderr: 'pipe',
    ...(options.env === undefined ? {} : { env: { ...compileCache(), ...options.env } }),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  let stderr = '';
  transport.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('utf8');
  });

  const { roots } = options;
  const client = new Client(
    { name: options.name ?? 'codex-pro-client', version: '1.0.0' },
    { capabilities: roots === undefined ? {} : { roots: {} } },
  );
  if (roots !== undefined) {
    client.setRequestHandler(ListRootsRequestSchema, () => ({
      roots: roots.map((root) => ({ uri: root.startsWith('/') ? pathToFileURL(root).href : root })),
    }));
  }
  await client.connect(transport);
  const { pid } = transport;
  if (pid === null) throw new Error('The server ended during the handshake.');

  return {
    pid,
    instructions: client.getInstructions(),
    server: client.getServerVersion(),
    listTools: async () => (await client.listTools()).tools,
    async call(name, args, call = {}) {
      const result = await client.callTool({ name, arguments: { ...args } }, undefined, {
        timeout: call.timeoutMs ?? 600_000,
        ...(call.onProgress === undefined ? {} : { onprogress: call.onProgress }),
        ...(call.signal === undefined ? {} : { signal: call.signal }),
      });
      return readAnswer(result);
    },
    stderr: () => stderr,
    close: () => client.close(),
  };
}

/** Where whoever runs the tests has Node keep what it compiles, for the environment of what they start. */
export function compileCache(): Record<string, string> {
  const folder = process.env['NODE_COMPILE_CACHE'];
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: folder };
}

interface RawAnswer {
  readonly [key: string]: unknown;
}

function readAnswer(result: RawAnswer): ClientAnswer {
  const content: readonly unknown[] = Array.isArray(result['content']) ? result['content'] : [];
  const structured = result['structuredContent'];
  return {
    isError: result['isError'] === true,
    text: content.flatMap((block) => (isText(block) ? [block.text] : [])).join('\n'),
    structured: isRecord(structured) ? structured : undefined,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(block: unknown): block is { text: string } {
  return isRecord(block) && block['type'] === 'text' && typeof block['text'] === 'string';
}
