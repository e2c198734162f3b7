import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));

export interface StartedDemo {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  /** All that it has said so far, on both streams. */
  output(): string;
  /** Resolves with its exit code. */
  ended(): Promise<number | null>;
}

/** Starts a demo by its words, as `npm run demo` does. */
export function startDemo(...words: readonly string[]): StartedDemo {
  const child = spawn(process.execPath, [main, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = once(child, 'close');
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += String(chunk);
    });
  }
  return { child, output: () => output, ended: async () => (await closed)[0] };
}

/** The folder that it says it has removed. */
export function removedFolder(output: string): string {
  const folder = /^Removed: (.+)$/m.exec(output)?.[1];
  if (folder === undefined) throw new Error(`The demo did not say what it removed:\n${output}`);
  return folder;
}
