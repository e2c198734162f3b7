import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { plantRepository } from './planted-repository.ts';
import { plantedLines } from './planted-sources.ts';
import { recordedAnswer } from './recorded-replies.ts';

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'codex-pro-planted-'));
  await plantRepository(folder);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trimEnd();
}

test('the branch changes a manifest, a lock file, a generated file and three sources', () => {
  expect(git('status', '--porcelain')).toBe('');
  expect(git('diff', '--name-status', 'main...refunds').split('\n')).toEqual([
    'M\tpackage-lock.json',
    'M\tpackage.json',
    'M\tsrc/api.generated.ts',
    'M\tsrc/cart.ts',
    'A\tsrc/refund.ts',
    'M\tsrc/search.ts',
  ]);
});

test('the commits are the same on every machine', () => {
  expect(git('rev-list', '--all', '--count')).toBe('2');
  expect(git('log', '-1', '--format=%an %at')).toBe(`Demo ${Date.UTC(2026, 0, 5, 10) / 1000}`);
});

test('every planted line is new in the branch, once', () => {
  const added = git('diff', 'main...refunds').split('\n');
  for (const line of Object.values(plantedLines))
    expect(
      added.filter((each) => each === `+${line}`),
      line,
    ).toHaveLength(1);
});

test('the recorded reviewer is right about one line, wrong about two, and made one up', () => {
  const places = recordedAnswer.findings.map(({ file, line_start, quote }) => {
    const lines = git('show', `refunds:${file}`).split('\n');
    return lines.includes(quote) ? lines[line_start - 1] === quote : 'made up';
  });
  expect(places).toEqual([true, false, false, 'made up']);
});
