import type { Role } from '../../review/role.ts';

export const correctness: Role = {
  name: 'correctness',
  looksFor:
    'wrong results: conditions, boundaries, empty and missing values, types and units, order of steps, state that goes stale, slow paths that grow with the input.',
  mustNotReport: 'hardening without a wrong result.',
  categories: ['correctness', 'performance'],
};
