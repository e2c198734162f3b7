import type { Claim } from '../review/finding.ts';
import { changedFile } from '../review/snapshot-fixture.ts';

const loop = '  for (let at = 0; at <= items.length; at += 1) {';

/** For tests: a change whose loop goes one item too far. */
export const pager = changedFile('src/pager.ts', [
  ' export function pages(items) {',
  `+${loop}`,
  '+    show(items[at]);',
  '+  }',
  ' }',
]);

/** For tests: what a reviewer says of it. */
export const tooFar: Claim = {
  title: 'The loop reads past the end of items',
  body: 'In the last round `at` equals the length, so `items[at]` is undefined and show throws.',
  category: 'correctness',
  priority: 1,
  confidence: 0.8,
  file: 'src/pager.ts',
  line_start: 2,
  line_end: 2,
  quote: loop,
  replacement: null,
};
