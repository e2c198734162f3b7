import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { folderOfProgram } from './folder-of-program.ts';

function installed() {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'codex-pro-program-')));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'dist'));
  mkdirSync(join(folder, '.bin'));
  writeFileSync(join(folder, 'dist/jobs.mjs'), '');
  symlinkSync('../dist/jobs.mjs', join(folder, '.bin/codex-pro-jobs'));
  return folder;
}

test("a program that npm starts through its link lies in the package's own folder", () => {
  const folder = installed();
  expect(folderOfProgram(join(folder, '.bin/codex-pro-jobs'))).toBe(join(folder, 'dist'));
  expect(folderOfProgram(join(folder, 'dist/jobs.mjs'))).toBe(join(folder, 'dist'));
});

test('a program that was removed while it runs is looked for where it lay', () => {
  const folder = installed();
  rmSync(join(folder, 'dist/jobs.mjs'));
  expect(folderOfProgram(join(folder, 'dist/jobs.mjs'))).toBe(join(folder, 'dist'));
  expect(folderOfProgram(undefined)).toBe(null);
});
