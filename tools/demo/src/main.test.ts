import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { removedFolder, startDemo } from './testing/start-demo.ts';

test('the demo finds what was planted, says that replies are recorded, and leaves nothing', async () => {
  const demo = startDemo();
  const code = await demo.ended();
  const output = demo.output();
  expect(output).toContain('replies are RECORDED');
  expect(output).toContain('3 planted bugs found, 2 of them although the recorded line was wrong');
  expect(output).toMatch(/asking 4 reviewers: correctness \w+/);
  expect(output).toContain('3 have two votes');
  expect(output).toContain('1 claim of one role alone was refuted');
  expect(output).toContain('git apply takes all of them: yes');
  expect(output).toMatch(/[1-9]\d* of the tokens in were cached/);
  expect(output).toContain('Rules of the live backend broken: 0.');
  expect(code).toBe(0);
  expect(existsSync(removedFolder(output))).toBe(false);
}, 60_000);

test('stopped in the middle it cleans up all the same, and says so with its exit code', async () => {
  const demo = startDemo();
  await expect.poll(demo.output, { timeout: 30_000 }).toMatch(/ s {2}asking/);
  demo.child.kill('SIGINT');
  expect(await demo.ended()).toBe(1);
  expect(demo.output()).toContain('The demo failed: ');
  expect(existsSync(removedFolder(demo.output()))).toBe(false);
}, 60_000);

test('a reader that goes away ends it, and it cleans up', async () => {
  const demo = startDemo();
  await expect.poll(demo.output, { timeout: 30_000 }).toMatch(/ s {2}asking/);
  const folder = /^ {2}repository {2}(\S+)\/orders,/m.exec(demo.output())?.[1] ?? '';
  expect(existsSync(folder)).toBe(true);
  demo.child.stdout.destroy();
  expect(await demo.ended()).toBe(1);
  expect(existsSync(folder)).toBe(false);
}, 60_000);
