import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { applyPatch } from '../patch/apply-patch.ts';
import { PatchProblem } from '../patch/patch-problem.ts';
import { patchOf, readTree } from '../testing/patch-case.ts';
import { FileRefusal } from './file-refusal.ts';
import { createWorkspaceFiles } from './workspace-files.ts';

let base: string;
let root: string;
let outside: string;
let swapper: ChildProcess;
beforeEach(async () => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'codex-pro-race-')));
  root = join(base, 'root');
  outside = join(base, 'outside');
  mkdirSync(join(root, 'd'), { recursive: true });
  mkdirSync(outside);
  writeFileSync(join(outside, 'victim.txt'), 'secret\n');
  writeFileSync(join(root, 'f.txt'), 'ours\n');
  writeFileSync(join(root, 'd/victim.txt'), 'ours\n');
  swapper = fork(fileURLToPath(new URL('../testing/swap-links.ts', import.meta.url)), [root, outside]);
  await once(swapper, 'message');
});
afterEach(async () => {
  const gone = once(swapper, 'exit');
  swapper.kill('SIGKILL');
  await gone;
  rmSync(base, { recursive: true, force: true });
});

test('however fast folders and files turn into links, nothing outside is read', () => {
  const files = createWorkspaceFiles({ root });
  let read = 0;
  let refused = 0;
  for (let round = 0; round < 3_000; round += 1) {
    for (const path of ['f.txt', 'd/victim.txt']) {
      try {
        expect(files.read(path, 100).bytes.toString()).toBe('ours\n');
        read += 1;
      } catch (error) {
        if (!(error instanceof FileRefusal)) throw error;
        refused += 1;
      }
    }
  }
  expect(read).toBeGreaterThan(0);
  expect(refused).toBeGreaterThan(0);
});

test('however fast folders and files turn into links, nothing outside is written', () => {
  const files = createWorkspaceFiles({ root });
  const ended = { applied: 0, refused: 0 };
  for (let round = 0; round < 600; round += 1) {
    const patch = patchOf(`*** Add File: d/n${round % 5}.txt`, '+x', '*** Add File: f.txt', `+ours ${round}`);
    try {
      applyPatch(patch, files);
      ended.applied += 1;
    } catch (error) {
      if (!(error instanceof PatchProblem)) throw error;
      ended.refused += 1;
    }
  }
  expect(ended.applied).toBeGreaterThan(0);
  expect(ended.refused).toBeGreaterThan(0);
  expect(readTree(outside)).toEqual({ 'victim.txt': 'secret\n' });
  expect(readFileSync(join(outside, 'victim.txt'), 'utf8')).toBe('secret\n');
});
