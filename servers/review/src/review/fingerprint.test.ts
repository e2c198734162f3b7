import { describe, expect, it } from 'vitest';
import type { Claim } from './finding.ts';
import { fingerprint, fingerprints } from './fingerprint.ts';

const claim: Claim = {
  title: 'The last page is dropped',
  body: 'The loop ends early.',
  category: 'correctness',
  priority: 1,
  confidence: 0.9,
  file: 'src/pager.ts',
  line_start: 4,
  line_end: 5,
  quote: '  for (const page of pages) {\n    show(page);',
  replacement: null,
};

describe('a fingerprint', () => {
  it('stays when lines move, the model finds other words, or white space changes', () => {
    const moved = { ...claim, line_start: 90, line_end: 91, title: 'Other words', body: '', confidence: 0.1 };
    expect(fingerprint(moved)).toBe(fingerprint(claim));
    expect(fingerprint({ ...claim, quote: 'for (const page of pages) {\r\n\tshow(page);' })).toBe(
      fingerprint(claim),
    );
  });

  it('is another for another file, category or code', () => {
    const others = [{ file: 'src/other.ts' }, { category: 'security' }, { quote: 'show(page);' }];
    const prints = [claim, ...others.map((change) => ({ ...claim, ...change }))].map(fingerprint);
    expect(new Set(prints).size).toBe(4);
  });

  it('is its own where the same code is in a file twice, in the order of the file', () => {
    const first = { ...claim };
    const second = { ...claim, line_start: 40, line_end: 41 };
    const prints = fingerprints([second, first]);
    expect(prints.get(first)).toBe(fingerprint(claim));
    expect(prints.get(second)).not.toBe(fingerprint(claim));
    const moved = { ...second, line_start: 60, line_end: 61 };
    expect(fingerprints([first, moved]).get(moved)).toBe(prints.get(second));
  });
});
