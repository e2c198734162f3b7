import type { Role } from '../../review/role.ts';

export const security: Role = {
  name: 'security',
  looksFor:
    'input that reaches a query, command, path, page or parser unchecked; missing checks of identity and rights; leaked secrets; weak cryptography; limits that an attacker can pass.',
  mustNotReport: 'faults that no attacker can use.',
  categories: ['security'],
};
