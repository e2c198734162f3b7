import type { Role } from '../../review/role.ts';

export const contract: Role = {
  name: 'contract',
  looksFor:
    'callers, stored data, settings and protocols that the change breaks; tests that prove less than they claim; documents and comments that it makes false; rules of the project that it breaks.',
  mustNotReport: 'internal names and layout.',
  categories: ['contract', 'tests', 'docs', 'correctness'],
};
