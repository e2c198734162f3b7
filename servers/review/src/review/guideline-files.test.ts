import { describe, expect, it } from 'vitest';
import { guidelineLimits, guidelinePaths, nearestGuidelines } from './guideline-files.ts';

describe('the guidelines of a change', () => {
  it('are looked for above each file, up to the root', () => {
    expect(guidelinePaths(['src/deep/a.ts', 'b.ts'])).toEqual([
      'AGENTS.md',
      'CLAUDE.md',
      'REVIEW.md',
      'src/deep/AGENTS.md',
      'src/deep/CLAUDE.md',
      'src/deep/REVIEW.md',
      'src/AGENTS.md',
      'src/CLAUDE.md',
      'src/REVIEW.md',
    ]);
  });

  it('are of each kind the nearest, the outermost first, a copy once', () => {
    const texts = new Map([
      ['AGENTS.md', 'root'],
      ['CLAUDE.md', 'root'],
      ['src/AGENTS.md', 'src'],
      ['lib/AGENTS.md', 'lib'],
      ['REVIEW.md', 'review'],
    ]);
    expect(nearestGuidelines(['src/deep/a.ts'], texts).guidelines).toEqual([
      { path: 'CLAUDE.md', text: 'root' },
      { path: 'REVIEW.md', text: 'review' },
      { path: 'src/AGENTS.md', text: 'src' },
    ]);
    expect(nearestGuidelines(['src/a.ts', 'b.ts'], texts).guidelines.map(({ path }) => path)).toEqual([
      'AGENTS.md',
      'REVIEW.md',
      'src/AGENTS.md',
    ]);
  });

  it('are cut at a line, each and all together, and what was cut is named', () => {
    const long = (word: string): string => `${word} rule\n`.repeat(3_000);
    const texts = new Map(['a', 'b', 'c', 'd'].map((folder) => [`${folder}/AGENTS.md`, long(folder)]));
    const { guidelines, cut } = nearestGuidelines(['a/x', 'b/x', 'c/x', 'd/x'], texts);
    expect(cut).toEqual(['a/AGENTS.md', 'b/AGENTS.md', 'c/AGENTS.md', 'd/AGENTS.md']);
    const total = guidelines.reduce((sum, { text }) => sum + text.length, 0);
    expect(total).toBeLessThanOrEqual(guidelineLimits.all);
    expect(guidelines[0]?.text.endsWith('a rule')).toBe(true);
  });
});
