import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { removedFolder, startDemo } from '../testing/start-demo.ts';

test('a review outlives its server, and another one gives its result', async () => {
  const demo = startDemo('jobs');
  const code = await demo.ended();
  const output = demo.output();
  expect(code, output).toBe(0);
  expect(output).toContain('replies are RECORDED');
  expect(output).toMatch(/is killed with SIGKILL[\s\S]*state: succeeded/);
  expect(output).toContain('3 planted bugs found: all of it is there.');
  expect(output).toContain('1 model request over TLS');
  expect(existsSync(removedFolder(output))).toBe(false);
}, 60_000);
