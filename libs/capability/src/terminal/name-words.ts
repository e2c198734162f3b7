import { flagName } from './flags.ts';

/** Gives the plain words at the beginning their flags: `get-job rev-7k3q9x2m` reads as `get-job --job-id=rev-7k3q9x2m`. */
export function nameWords(words: readonly string[], fields: readonly string[]): string[] {
  const first = words.findIndex((word) => word.startsWith('--'));
  const bare = Math.min(first === -1 ? words.length : first, fields.length);
  return words.map((word, at) => (at < bare ? `${flagName(fields[at] ?? '')}=${word}` : word));
}
