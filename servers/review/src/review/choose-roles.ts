import { InputError } from '@codex-pro/runtime';
import { contract } from '../prompts/roles/contract.ts';
import { correctness } from '../prompts/roles/correctness.ts';
import { reliability } from '../prompts/roles/reliability.ts';
import { security } from '../prompts/roles/security.ts';
import { categories } from './finding.ts';
import type { ReviewSettings } from './review-settings.ts';
import type { Role } from './role.ts';

export const defaultRoles: readonly Role[] = [correctness, security, reliability, contract];

const roleName = /^[a-z][a-z0-9_-]{0,39}$/;

/**
 * The roles of a review: those that are named, else the four and the user's own. A definition of the user's with the
 * name of one of the four takes its place. Throws InputError for a name that nobody defined, and for a defined one
 * that is no name.
 */
export function chooseRoles(settings: Pick<ReviewSettings, 'roles' | 'define_roles'>): readonly Role[] {
  const known = new Map(defaultRoles.map((role) => [role.name, role]));
  for (const [name, defined] of Object.entries(settings.define_roles)) {
    if (!roleName.test(name)) {
      throw new InputError(
        'input_invalid',
        `review.define_roles: ${name.slice(0, 60)} is no name of a role.`,
        {
          hint: 'A name is of lower-case letters, digits, - and _, 40 characters at most.',
        },
      );
    }
    known.set(name, {
      name,
      looksFor: defined.looks_for,
      mustNotReport: defined.must_not_report ?? null,
      categories: defined.categories ?? categories,
    });
  }
  if (settings.roles === null || settings.roles.length === 0) return [...known.values()];
  return [...new Set(settings.roles)].map((name) => {
    const role = known.get(name);
    if (role !== undefined) return role;
    throw new InputError('input_invalid', `roles: there is no role ${name.slice(0, 60)}.`, {
      hint: `The roles are ${[...known.keys()].join(', ')}; define others in review.define_roles of your profile.`,
    });
  });
}

/** Whom a review asks by its settings: none in particular at depth `quick`. Throws as `chooseRoles`. */
export function rolesAsked(
  settings: Pick<ReviewSettings, 'depth' | 'roles' | 'define_roles'>,
): readonly Role[] {
  return settings.depth === 'quick' ? [] : chooseRoles(settings);
}
