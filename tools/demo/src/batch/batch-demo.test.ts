import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test('the batch is planned, killed half-way, goes on by itself, and every fable is there', async () => {
  const main = fileURLToPath(new URL('../main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, 'batch'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += String(chunk);
    });
  }
  const [code] = await once(child, 'close');
  expect(output).toContain('replies are RECORDED');
  expect(output).toContain('10 chunks, 10 of them to be sent');
  expect(output).toContain('is killed with SIGKILL');
  expect(output).toContain('10 of 10 chunks done.');
  expect(output).toContain('Rules of the live backend broken: 0.');
  expect(code, output).toBe(0);
  const report = /The report: (\S+)/.exec(output)?.[1];
  const removed = /^Removed: (.+)$/m.exec(output)?.[1];
  expect(existsSync(report ?? '')).toBe(true);
  expect(removed !== undefined && existsSync(removed)).toBe(false);
}, 60_000);
