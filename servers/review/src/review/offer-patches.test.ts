import { checkPatch } from '@codex-pro/git';
import { describe, expect, it } from 'vitest';
import { anchorFinding } from './anchor-finding.ts';
import type { Claim } from './finding.ts';
import { combinePatches, type OfferedPatch, offeredReplacement, offerPatch } from './offer-patches.ts';
import { addedFile, snapshotOf } from './snapshot-fixture.ts';

const lines = Array.from({ length: 30 }, (_, at) => `  step${at}(input);`);
const file = addedFile('src/a.ts', lines);
const { signal } = new AbortController();
const check = (patch: { path: string; content: string; patch: string }) => checkPatch({ ...patch, signal });

function claim(quote: string, replacement: string | null): Claim {
  return {
    title: 'Replace it',
    body: '',
    category: 'correctness',
    priority: 1,
    confidence: 1,
    file: file.path,
    line_start: 1,
    line_end: 1,
    quote,
    replacement,
  };
}

async function offered(quote: string, replacement: string | null, of = file): Promise<OfferedPatch | null> {
  const snapshot = snapshotOf([of]);
  const anchored = anchorFinding(claim(quote, replacement), snapshot);
  return anchored === null ? null : offerPatch(anchored, snapshot, check);
}

describe('a patch', () => {
  it('is the finding’s replacement as git takes it', async () => {
    expect((await offered('  step3(input);', '  step3(input, signal);'))?.patch).toBe(
      [
        '--- a/src/a.ts',
        '+++ b/src/a.ts',
        '@@ -1,7 +1,7 @@',
        '   step0(input);',
        '   step1(input);',
        '   step2(input);',
        '-  step3(input);',
        '+  step3(input, signal);',
        '   step4(input);',
        '   step5(input);',
        '   step6(input);',
        '',
      ].join('\n'),
    );
  });

  it('gets back the indentation that quote and replacement lost', async () => {
    const patch = await offered('step3(input);', 'begin();\nstep3(input);');
    expect(patch?.edit.lines).toEqual(['  begin();', '  step3(input);']);
    // What is suggested elsewhere (reviewdog, SARIF, a report) is the same.
    expect(offeredReplacement(patch)).toBe('  begin();\n  step3(input);');
  });

  it.each([
    ['there is no replacement', '  step3(input);', null],
    ['the quote is a part of a line', 'step3(input)', 'step3(input, signal)'],
  ])('is not offered where %s', async (_, quote, replacement) => {
    expect(await offered(quote, replacement)).toBeNull();
  });

  it('is not offered where a secret was taken out beside it', async () => {
    const redacted = addedFile('src/a.ts', ['const key = "[redacted:github_token]";', '  step3(input);']);
    expect(await offered('  step3(input);', '  step4(input);', redacted)).toBeNull();
  });

  it('is not offered of text that is not UTF-8, whose bytes a patch would not meet', async () => {
    const text = ['// café', '  step3(input);'];
    const size = Buffer.byteLength(`${text.join('\n')}\n`);
    const patch = (bytes: number) =>
      offered('  step3(input);', '  step4(input);', addedFile('src/a.ts', text, { size: bytes }));
    expect(await patch(size - 1)).toBeNull();
    expect(await patch(size)).not.toBeNull();
  });

  it('is one with others of the same file: near, far, and without those that touch the same lines', async () => {
    const patches = await Promise.all([
      offered('  step3(input);', '  step3(one);\n  step3(two);'),
      offered('  step5(input);', ''),
      offered('  step25(input);', '  step25(far);'),
      offered('  step3(input);\n  step4(input);', '  both();'),
    ]);
    const all = patches.flatMap((patch) => (patch === null ? [] : [patch]));
    expect(all).toHaveLength(4);
    const combined = await combinePatches(all, check);
    expect(combined.match(/^@@.*@@$/gm)).toEqual(['@@ -1,9 +1,9 @@', '@@ -23,7 +23,7 @@']);
    expect(combined).not.toContain('both()');
    expect(await combinePatches([], check)).toBe('');
  });
});
