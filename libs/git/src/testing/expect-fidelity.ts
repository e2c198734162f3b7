import { lstatSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { looksBinary, type TextEncoding } from '../decoded-text.ts';
import type { ChangedFile, Hunk, Snapshot } from '../snapshot.ts';
import type { TestRepository } from './test-repository.ts';

/** What a patch program does: the old side with the hunks applied; null where they are not of it. */
function applyHunks(old: string, hunks: readonly Hunk[]): string | null {
  const oldLines = old.split(/(?<=\n)/);
  const result: string[] = [];
  let at = 0;
  for (const hunk of hunks) {
    const start = hunk.oldLines === 0 ? hunk.oldStart : hunk.oldStart - 1;
    result.push(...oldLines.slice(at, start));
    at = start;
    for (const [index, line] of hunk.lines.entries()) {
      const mark = line[0];
      const full = line.slice(1) + (hunk.lines[index + 1]?.startsWith('\\') ? '' : '\n');
      if (mark === ' ' || mark === '-') {
        if (oldLines[at] !== full) return null;
        at += 1;
      }
      if (mark === ' ' || mark === '+') result.push(full);
    }
  }
  return [...result, ...oldLines.slice(at)].join('');
}

/** The two sides of a file, as git has them. */
export interface Sides {
  old(path: string): Buffer;
  now(path: string): Buffer;
}

/** Fails unless the hunks of every file lead from git's old side to its new side, byte for byte. */
export function expectFidelity(snapshot: Snapshot, sides: Sides): void {
  for (const file of snapshot.files) {
    if (file.omitted?.word === 'binary') continue;
    expect(file.omitted).toBeNull();
    const old = file.oldMode === null ? Buffer.alloc(0) : sides.old(file.oldPath ?? file.path);
    const now = file.newMode === null ? Buffer.alloc(0) : sides.now(file.path);
    if (file.status === 'type_changed') {
      expectTypeChange(file, old, now);
      continue;
    }
    const fits = (['utf8', 'latin1'] as const).some((encoding) => leadsTo(file, old, now, encoding));
    expect(fits, `${file.status} ${file.path}`).toBe(true);
    expectCounts(file);
    if (file.newMode !== null && file.special === null) expect(file.size).toBe(now.length);
  }
}

function leadsTo(file: ChangedFile, old: Buffer, now: Buffer, encoding: TextEncoding): boolean {
  const oldText = old.toString(encoding);
  const text = applyHunks(oldText, file.hunks);
  if (text === null) return false;
  const applied = Buffer.from(text, encoding);
  const whole = file.content === null ? now : Buffer.from(file.content, encoding);
  return applied.equals(now) && (file.special !== null || whole.equals(now));
}

/** Deleted as one thing and added as another; a half that is binary has no lines. */
function expectTypeChange(file: ChangedFile, old: Buffer, now: Buffer): void {
  const lines = file.hunks.flatMap((hunk) => hunk.lines);
  for (const [mark, bytes] of [
    ['-', old],
    ['+', now],
  ] as const) {
    const side = lines.filter((line) => line.startsWith(mark)).map((line) => line.slice(1));
    const texts = [bytes.toString('utf8'), bytes.toString('latin1')].map((text) => text.replace(/\n$/, ''));
    if (looksBinary(bytes)) expect(side).toEqual([]);
    else expect(texts).toContain(side.join('\n'));
  }
}

function expectCounts(file: ChangedFile): void {
  const lines = file.hunks.flatMap((hunk) => hunk.lines);
  expect(file.added).toBe(lines.filter((line) => line.startsWith('+')).length);
  expect(file.removed).toBe(lines.filter((line) => line.startsWith('-')).length);
}

/** Fails unless the hunk headers of the snapshot are those that a plain git prints. Untracked files are not git's. */
export function expectAllHunks(snapshot: Snapshot, plainDiff: Buffer): void {
  const header = /^@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@/;
  const printed = plainDiff
    .toString('latin1')
    .split('\n')
    .flatMap((line) => header.exec(line)?.[0] ?? []);
  const kept = snapshot.files
    .filter(({ status }) => status !== 'untracked')
    .flatMap(({ hunks }) => hunks)
    .map(({ oldStart, oldLines, newStart, newLines }) => {
      const side = (start: number, lines: number) => (lines === 1 ? `${start}` : `${start},${lines}`);
      return `@@ -${side(oldStart, oldLines)} +${side(newStart, newLines)} @@`;
    });
  expect(kept.toSorted()).toEqual(printed.toSorted());
}

export function onDisk({ root }: TestRepository, path: string): Buffer {
  const absolute = join(root, path);
  return lstatSync(absolute).isSymbolicLink() ? Buffer.from(readlinkSync(absolute)) : readFileSync(absolute);
}
