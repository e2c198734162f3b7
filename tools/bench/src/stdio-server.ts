import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { residentMegabytes } from './process-table.ts';

export interface ColdStart {
  /** From spawn to the answer of `tools/list`, in milliseconds. */
  readonly listedMs: number;
  /** 300 ms after that answer. */
  readonly restingMb: number;
}

/** Starts an MCP server with bare messages, so that no client library is in the figure. */
export async function coldStart(script: string, env: Readonly<Record<string, string>>): Promise<ColdStart> {
  const started = performance.now();
  const child = spawn(process.execPath, [script], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const answered = new Promise<number>((resolve) => {
    lines.on('line', (line) => {
      const { id } = JSON.parse(line) as { id?: number };
      if (id === 1) {
        send({ method: 'notifications/initialized' });
        send({ id: 2, method: 'tools/list', params: {} });
      }
      if (id === 2) resolve(performance.now() - started);
    });
  });
  const send = (message: object): boolean =>
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const clientInfo = { name: 'bench', version: '0' };
  send({
    id: 1,
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo },
  });
  const listedMs = await answered;
  await new Promise((resolve) => setTimeout(resolve, 300));
  const restingMb = residentMegabytes(child.pid ?? 0);
  child.stdin.end();
  child.kill('SIGKILL');
  await once(child, 'exit');
  return { listedMs, restingMb };
}
