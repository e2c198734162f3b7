import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { abortError } from '@codex-pro/runtime';
import * as z from 'zod';

/** The protocol version that is asked for; a server answers with one that it speaks. */
const protocolVersion = '2025-06-18';

const answer = z.object({
  id: z.literal(2),
  result: z.object({ tools: z.array(z.object({ name: z.string() })) }),
});

export interface ListedTools {
  readonly names: readonly string[];
  /** From its start to the list. */
  readonly ms: number;
}

/**
 * Starts a server as a host does, asks for its tools, and ends it. Throws an Error with what it wrote to stderr when
 * it ends without an answer, and the signal's reason when that aborts.
 */
export async function askServer(
  bundle: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<ListedTools> {
  const began = performance.now();
  const child = spawn(process.execPath, [bundle], {
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const listed = Promise.withResolvers<readonly string[]>();
  let stderr = '';
  const give = () => listed.reject(abortError(signal));
  signal.addEventListener('abort', give, { once: true });
  child.on('error', (error) => listed.reject(error));
  child.on('close', (code) =>
    listed.reject(new Error(`it ended with ${code} before it listed its tools. ${complaintIn(stderr)}`)),
  );
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString('utf8')).slice(-8_000);
  });
  // A server that ends at once takes its stdin with it; its end is what counts.
  child.stdin.on('error', () => undefined);
  createInterface({ input: child.stdout }).on('line', (line) => {
    const parsed = answer.safeParse(parseLine(line));
    if (parsed.success) listed.resolve(parsed.data.result.tools.map(({ name }) => name));
  });
  for (const message of messages) child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  try {
    return { names: await listed.promise, ms: performance.now() - began };
  } finally {
    signal.removeEventListener('abort', give);
    child.kill('SIGKILL');
  }
}

const clientInfo = { name: 'codex-pro-check', version: '1.0.0' };
const messages = [
  { id: 1, method: 'initialize', params: { protocolVersion, capabilities: {}, clientInfo } },
  { method: 'notifications/initialized' },
  // With a _meta the server itself has to answer, all its tools loaded: without, what was recorded of them would do.
  { id: 2, method: 'tools/list', params: { _meta: {} } },
];

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // Not a message: the answer may still come.
  }
}

/** The line that names the error: Node prints the source above it and the stack below. Else the last words. */
function complaintIn(stderr: string): string {
  return (/^\w*Error\b.*$/m.exec(stderr)?.[0] ?? stderr.trim()).slice(-500);
}
