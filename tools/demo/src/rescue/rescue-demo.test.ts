import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test('a broken test is handed over, mended in the sandbox, checked, and applied', async () => {
  const main = fileURLToPath(new URL('../main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, 'rescue'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += String(chunk);
    });
  }
  const [code] = await once(child, 'close');
  expect(code, output).toBe(0);
  expect(output).toContain('turns are RECORDED');
  expect(output).toContain('the check exited with 0');
  expect(output).toContain('The tests of the project pass.');
  expect(output).toContain('rules of the live backend broken: 0.');
  expect(existsSync('/etc/codex-pro-demo')).toBe(false);
  const removed = /^Removed: (.+)$/m.exec(output)?.[1];
  expect(removed !== undefined && existsSync(removed)).toBe(false);
}, 60_000);
