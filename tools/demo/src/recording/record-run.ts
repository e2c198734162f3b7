import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A line that the demo printed. */
export interface PrintedLine {
  /** Seconds since the first line. */
  readonly at: number;
  readonly text: string;
}

const repositoryRoot = fileURLToPath(new URL('../../../../', import.meta.url));

/**
 * Runs the demo as `npm run demo` does and keeps each line with its time. Nothing of this machine stays in it.
 * @throws when the demo fails
 */
export async function recordRun(): Promise<readonly PrintedLine[]> {
  const main = fileURLToPath(new URL('../main.ts', import.meta.url));
  const child = spawn(process.execPath, [main], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const lines: PrintedLine[] = [];
  let first: number | undefined;
  for await (const text of createInterface({ input: child.stdout })) {
    const now = performance.now();
    first ??= now;
    lines.push({ at: (now - first) / 1000, text: anywhere(text) });
  }
  const [code] = await ended;
  if (code !== 0) throw new Error(`The demo ended with ${code}.`);
  return lines;
}

/** Paths as they would be in anybody's clone. */
function anywhere(text: string): string {
  return text.replaceAll(repositoryRoot, './').replace(/\S*\/(codex-pro-demo)-\w+/g, '/tmp/$1');
}
