import type { Role } from '../review/role.ts';

/** The last item of a request: what this reviewer looks for. All before it is the same for all of them. */
export function roleRequest(role: Role): string {
  return [
    `Role: ${role.name}`,
    `Look for ${role.looksFor}`,
    ...(role.mustNotReport === null ? [] : [`Leave to others: ${role.mustNotReport}`]),
    `Categories: ${role.categories.join(', ')}.`,
  ].join('\n');
}
