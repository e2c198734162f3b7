import type { Role } from '../../review/role.ts';

/** Asked once, when a change was too large for one request: what only shows across its parts. */
export const acrossParts: Role = {
  name: 'across-parts',
  looksFor:
    'faults between the parts of a large change: a signature and its callers that no longer agree, one rule kept in one place and broken in another, a step of a move that is missing.',
  mustNotReport: 'anything that can be seen within one part: it was reviewed already.',
  categories: ['contract', 'correctness', 'reliability', 'security'],
};
