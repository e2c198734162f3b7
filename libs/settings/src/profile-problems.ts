import { ConfigError } from '@codex-pro/runtime';
import type { Problem } from './profile-document.ts';

const mostShown = 8;

/** One error for all that is wrong in one profile: the file, then a line for each problem, bounded. */
export function profileError(path: string, problems: readonly Problem[]): ConfigError {
  const inOrder = problems.toSorted((one, other) => (one.line ?? 0) - (other.line ?? 0));
  const shown = inOrder.slice(0, mostShown).map(({ line, key, message }) => {
    const place = line === null ? '' : `line ${line}: `;
    return key === '' ? `${place}${message}` : `${place}${key} ${message}`;
  });
  const more = problems.length - shown.length;
  if (more > 0) shown.push(`and ${more} more`);
  const count = problems.length === 1 ? 'a mistake' : `${problems.length} mistakes`;
  return new ConfigError('not_configured', `${path} has ${count}.\n${shown.join('\n')}`, {
    hint: 'Correct it there; check_setup says whether it is right then.',
  });
}
