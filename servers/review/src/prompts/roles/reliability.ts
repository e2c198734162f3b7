import type { Role } from '../../review/role.ts';

export const reliability: Role = {
  name: 'reliability',
  looksFor:
    'errors that are lost or half handled, races and lost updates, deadlocks, leaks of resources, missing time limits, retries that repeat effects, data that can be lost or torn.',
  mustNotReport: 'wishes for more logging or more retries.',
  categories: ['reliability', 'correctness', 'performance'],
};
