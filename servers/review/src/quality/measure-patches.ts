import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { checkPatch } from '@codex-pro/git';
import { anchorFinding } from '../review/anchor-finding.ts';
import type { Claim } from '../review/finding.ts';
import { offerPatch } from '../review/offer-patches.ts';
import { addedFile, snapshotOf } from '../review/snapshot-fixture.ts';
import { randomFrom } from './random.ts';

export interface PatchFigures {
  readonly suggested: number;
  readonly offered: number;
  /** Of the offered ones: what `git apply` took, with exactly the suggested text as the outcome. */
  readonly right: number;
}

const paths = ['src/a.ts', 'src/with space.ts', 'räume/straße.ts', 'odd/"quoted".ts', 'deep/er/x.py'];

/** Suggests replacements in generated files (CRLF, tabs, no last line end, odd names) and applies what is offered. */
export async function measurePatches(suggestions: number): Promise<PatchFigures> {
  const { signal } = new AbortController();
  let offered = 0;
  let right = 0;
  for (let seed = 0; seed < suggestions; seed += 1) {
    const { path, content, claim, expected } = suggestion(seed);
    const lines = content.replace(/\n$/, '').split('\n');
    const snapshot = snapshotOf([addedFile(path, lines, { content })]);
    const anchored = anchorFinding(claim, snapshot);
    const patch =
      anchored && (await offerPatch(anchored, snapshot, (file) => checkPatch({ ...file, signal })));
    if (patch === null) continue;
    offered += 1;
    if (applied(path, content, patch.patch) === expected) right += 1;
  }
  return { suggested: suggestions, offered, right };
}

function suggestion(seed: number): { path: string; content: string; claim: Claim; expected: string } {
  const random = randomFrom(seed);
  const path = paths[seed % paths.length] ?? 'a.ts';
  const end = random() < 0.3 ? '\r\n' : '\n';
  const indent = random() < 0.5 ? '\t' : '    ';
  const count = 1 + Math.floor(random() * 40);
  const lines = Array.from({ length: count }, (_, at) => `${indent}statement${at}(seed${seed}, ${at});`);
  const start = Math.floor(random() * count);
  const length = Math.min(count - start, 1 + Math.floor(random() * 3));
  const quoted = lines.slice(start, start + length);
  const replaced = Array.from({ length: Math.floor(random() * 4) }, (_, at) => `${indent}replaced${at}();`);
  const open = random() < 0.3;
  const text = (all: readonly string[]): string =>
    all.length === 0 ? '' : all.join(end) + (open ? (end === '\r\n' ? '\r' : '') : end);
  const after = [...lines.slice(0, start), ...replaced, ...lines.slice(start + length)];
  return {
    path,
    content: text(lines),
    // What is removed up to an open end leaves the line before it closed.
    expected:
      start + length === count && replaced.length === 0 && after.length > 0
        ? after.join(end) + end
        : text(after),
    claim: {
      title: 'Replace it',
      body: '',
      category: 'correctness',
      priority: 1,
      confidence: 1,
      file: path,
      line_start: start + 1,
      line_end: start + length,
      quote: quoted.join('\n'),
      replacement: replaced.join('\n'),
    },
  };
}

function applied(path: string, content: string, patch: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'codex-pro-apply-'));
  try {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
    execFileSync('git', ['-c', 'core.autocrlf=false', 'apply', '--whitespace=nowarn', '-'], {
      cwd: folder,
      input: patch,
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    return readFileSync(join(folder, path), 'utf8');
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? '' : String(error);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
