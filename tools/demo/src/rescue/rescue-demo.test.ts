import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { removedFolder, startDemo } from '../testing/start-demo.ts';

test('a broken test is handed over, mended in the sandbox, checked, and applied', async () => {
  const demo = startDemo('rescue');
  const code = await demo.ended();
  const output = demo.output();
  expect(code, output).toBe(0);
  expect(output).toContain('turns are RECORDED');
  expect(output).toContain('the check exited with 0');
  expect(output).toContain('The tests of the project pass.');
  expect(output).toContain('rules of the live backend broken: 0.');
  expect(existsSync('/etc/codex-pro-demo')).toBe(false);
  expect(existsSync(removedFolder(output))).toBe(false);
}, 60_000);
