import { describe, expect, it } from 'vitest';
import { nextSteps } from './account.ts';
import { buildPack } from './pack.ts';
import { addedFile, snapshotOf, wideCaps } from './snapshot-fixture.ts';

describe('the next step after a change that did not fit', () => {
  const base = 'b'.repeat(40);
  const head = 'c'.repeat(40);
  const steps = (target: Parameters<typeof snapshotOf>[1]) =>
    nextSteps(
      buildPack(snapshotOf([addedFile('src/a b.ts', ['const a = 1;'])], target), {
        settings: { ignore: [], caps: wideCaps },
        limits: { tokens: 1, characters: 1 },
      }),
    );

  it.each([
    ['staged', { scope: 'staged' }, { scope: 'staged' }],
    ['branch', { scope: 'branch', base, baseName: 'main', head }, { scope: 'branch', base: 'main' }],
    ['commit', { scope: 'commit', base, head }, { scope: 'commit', commit: head }],
    ['range', { scope: 'range', base, head }, { scope: 'range', range: `${base}..${head}` }],
    [
      'pull request',
      { scope: 'pull-request', headName: 'pull/7' },
      { scope: 'pull-request', pull_request: 7 },
    ],
    ['paths', { scope: 'paths', base: null }, { scope: 'paths' }],
  ] as const)('is the same %s, narrowed to what is left', (_, target, args) => {
    const [step = '', ...more] = steps(target);
    expect(more).toEqual([]);
    expect(JSON.parse(step.replace(/^review /, ''))).toEqual({ ...args, paths: ['/code/shop/src/a b.ts'] });
  });

  it('is none when all was sent', () => {
    const pack = buildPack(snapshotOf([addedFile('a.ts', ['x'])]), {
      settings: { ignore: [], caps: wideCaps },
      limits: { tokens: 10_000, characters: 10_000 },
    });
    expect(nextSteps(pack)).toEqual([]);
  });
});
