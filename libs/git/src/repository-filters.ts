import type { GitSetting } from './git-environment.ts';
import { gitFailed, runGit } from './git-process.ts';

/**
 * Comparing the working tree runs the `clean` filters that `.gitattributes` asks for, and a repository's own
 * `.git/config` can name any program as one. The settings returned put back what the user's own configuration
 * (global, system) says, or nothing: git then compares the bytes as they lie on disk. Measured with git 2.39: an empty
 * command is not run, an empty `process` switches `clean` off too, and with `required=false` its absence is no error.
 */
export async function withoutRepositoryFilters(
  root: string,
  signal: AbortSignal,
): Promise<readonly GitSetting[]> {
  const args = ['config', '--show-scope', '-z', '--get-regexp', '^filter\\.'];
  const end = await runGit({ cwd: root, args, signal, maxBytes: 1024 * 1024 });
  // Code 1: there are none.
  if (end.code > 1) throw gitFailed({ args, cwd: root }, end);
  const fields = end.stdout.toString('utf8').split('\0');
  const trusted = new Map<string, string>();
  const ofRepository = new Set<string>();
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const { name, value } = setting(fields[at + 1] ?? '');
    if (fields[at] === 'global' || fields[at] === 'system') trusted.set(name, value);
    else ofRepository.add(name);
  }
  return [...ofRepository].map((name) => [
    name,
    trusted.get(name) ?? (name.endsWith('.required') ? 'false' : ''),
  ]);
}

/** `name\nvalue`; a name alone means true. */
function setting(field: string): { name: string; value: string } {
  const end = field.indexOf('\n');
  if (end === -1) return { name: field, value: 'true' };
  return { name: field.slice(0, end), value: field.slice(end + 1) };
}
