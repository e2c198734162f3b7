import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test('a review outlives its server, and another one gives its result', async () => {
  const main = fileURLToPath(new URL('../main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, 'jobs'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += String(chunk);
    });
  }
  const [code] = await once(child, 'close');
  expect(code, output).toBe(0);
  expect(output).toContain('replies are RECORDED');
  expect(output).toMatch(/is killed with SIGKILL[\s\S]*state: succeeded/);
  expect(output).toContain('3 planted bugs found: all of it is there.');
  expect(output).toContain('1 model request over TLS');
  const removed = /^Removed: (.+)$/m.exec(output)?.[1];
  expect(removed !== undefined && existsSync(removed)).toBe(false);
}, 60_000);
