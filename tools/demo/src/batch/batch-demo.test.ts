import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { removedFolder, startDemo } from '../testing/start-demo.ts';

test('the batch is planned, killed half-way, goes on by itself, and every fable is there', async () => {
  const demo = startDemo('batch');
  const code = await demo.ended();
  const output = demo.output();
  expect(output).toContain('replies are RECORDED');
  expect(output).toContain('10 chunks, all to be sent');
  expect(output).toContain('is killed with SIGKILL');
  expect(output).toContain('10 of 10 chunks done.');
  expect(output).toContain('Rules of the live backend broken: 0.');
  expect(code, output).toBe(0);
  const report = /The report: (\S+)/.exec(output)?.[1];
  expect(existsSync(report ?? '')).toBe(true);
  expect(existsSync(removedFolder(output))).toBe(false);
}, 60_000);
