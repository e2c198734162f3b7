import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

function startDemo() {
  const main = fileURLToPath(new URL('./main.ts', import.meta.url));
  const child = spawn(process.execPath, [main], { stdio: ['ignore', 'pipe', 'pipe'] });
  const seen = { output: '' };
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      seen.output += String(chunk);
    });
  return { child, seen };
}

function removedFolder(output: string): string {
  const folder = /^Removed: (.+)$/m.exec(output)?.[1];
  if (folder === undefined) throw new Error(`The demo did not say what it removed:\n${output}`);
  return folder;
}

test('the demo finds what was planted, says that replies are recorded, and leaves nothing', async () => {
  const { child, seen } = startDemo();
  const [code] = await once(child, 'close');
  expect(seen.output).toContain('replies are RECORDED');
  expect(seen.output).toContain('3 planted bugs found, 2 of them although the recorded line was wrong');
  expect(seen.output).toMatch(/asking 4 reviewers: correctness \w+/);
  expect(seen.output).toContain('3 have two votes');
  expect(seen.output).toContain('1 claim of one role alone was refuted');
  expect(seen.output).toContain('git apply takes all of them: yes');
  expect(seen.output).toMatch(/[1-9]\d* of the tokens in were cached/);
  expect(seen.output).toContain('Rules of the live backend broken: 0.');
  expect(code).toBe(0);
  expect(existsSync(removedFolder(seen.output))).toBe(false);
}, 60_000);

test('stopped in the middle it cleans up all the same, and says so with its exit code', async () => {
  const { child, seen } = startDemo();
  await expect.poll(() => seen.output, { timeout: 30_000 }).toMatch(/ s {2}asking/);
  child.kill('SIGINT');
  const [code] = await once(child, 'close');
  expect(code).toBe(1);
  expect(seen.output).toContain('The demo failed: ');
  expect(existsSync(removedFolder(seen.output))).toBe(false);
}, 60_000);

test('a reader that goes away ends it, and it cleans up', async () => {
  const { child, seen } = startDemo();
  await expect.poll(() => seen.output, { timeout: 30_000 }).toMatch(/ s {2}asking/);
  const folder = /^ {2}repository {2}(\S+)\/orders,/m.exec(seen.output)?.[1] ?? '';
  expect(existsSync(folder)).toBe(true);
  child.stdout.destroy();
  const [code] = await once(child, 'close');
  expect(code).toBe(1);
  expect(existsSync(folder)).toBe(false);
}, 60_000);
