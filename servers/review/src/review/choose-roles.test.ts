import { reviewCategories } from '@codex-pro/settings';
import { describe, expect, it } from 'vitest';
import { chooseRoles, defaultRoles, rolesAsked } from './choose-roles.ts';
import { categories } from './finding.ts';

const defined = {
  money: { looks_for: 'floats' },
  security: { looks_for: 'secrets only', categories: ['security'] },
} as const;

describe('the roles of a review', () => {
  it('are the four where nothing is said, with the user’s own added and changed', () => {
    expect(chooseRoles({ roles: null, define_roles: {} })).toEqual(defaultRoles);
    const roles = chooseRoles({ roles: null, define_roles: defined });
    expect(roles.map(({ name }) => name)).toEqual([
      'correctness',
      'security',
      'reliability',
      'contract',
      'money',
    ]);
    expect(roles[1]).toMatchObject({ looksFor: 'secrets only', mustNotReport: null });
    expect(roles[4]?.categories).toEqual(categories);
  });

  it('are the named ones, each once, in their order', () => {
    const roles = chooseRoles({ roles: ['money', 'contract', 'money'], define_roles: defined });
    expect(roles.map(({ name }) => name)).toEqual(['money', 'contract']);
  });

  it('are none in particular at depth quick', () => {
    expect(rolesAsked({ depth: 'quick', roles: null, define_roles: {} })).toEqual([]);
  });

  it('must be known, and have a name that a prompt can carry', () => {
    expect(() => chooseRoles({ roles: ['x'], define_roles: {} })).toThrow('there is no role x');
    expect(() => chooseRoles({ roles: null, define_roles: { 'A\nB': { looks_for: 'x' } } })).toThrow(
      'no name of a role',
    );
  });

  it('may report what the settings name', () => {
    expect(reviewCategories).toEqual(categories);
  });
});
