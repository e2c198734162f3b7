import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface BackendOptions {
  /** Milliseconds before an answer, and how far it may be from that. */
  readonly latency: number;
  readonly spread: number;
  /** Calls at once; more are refused with 429. null: any number. */
  readonly capacity: number | null;
}

export interface BackendCounts {
  readonly requests: number;
  /** When calls were refused, in milliseconds since `began`. */
  readonly refusals: readonly number[];
  /** Epoch milliseconds. */
  readonly began: number;
}

export interface BackendProcess {
  /** The URL to which `/responses` is appended. */
  readonly url: string;
  counts(): Promise<BackendCounts>;
  close(): void;
}

export async function startBackend(options: BackendOptions): Promise<BackendProcess> {
  const script = fileURLToPath(new URL('./peers/backend.ts', import.meta.url));
  const child = spawn(process.execPath, [script, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => String((await lines.next()).value);
  const url = await next();
  return {
    url,
    async counts() {
      child.stdin.write('\n');
      return JSON.parse(await next()) as BackendCounts;
    },
    close: () => void child.kill('SIGKILL'),
  };
}
