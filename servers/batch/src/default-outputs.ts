import { basename, extname, relative, resolve } from 'node:path';
import { fileWord } from './output/output-names.ts';
import { type Grounds, isInside, realAsFarAsItGoes } from './permitted-path.ts';

/**
 * The folder below which outputs lie by default: a glob over everything does not mean what earlier batches wrote. null
 * where the source names a place in it, or it holds what people work on.
 */
export async function defaultOutputs(
  source: readonly string[],
  outputs: string,
  { folder }: Grounds,
): Promise<string | null> {
  const root = await realAsFarAsItGoes(resolve(folder, outputs));
  const meant = source.some((given) => isInside(root, resolve(folder, given)));
  return meant || isInside(root, folder) ? null : root;
}

/**
 * A source in a few words, for the default output folder: the same for the same source, and another for another path or
 * glob, else one batch would write over what another one paid for.
 */
export function sourceWord([first = '', ...more]: readonly string[], folder: string): string {
  const way = relative(folder, resolve(folder, first)).replaceAll('\\', '/');
  const path = way.startsWith('..') ? basename(way) : way;
  const end = extname(path);
  const isGlob = /[*?[\]{}]/.test(path);
  const bare = end === '' || isGlob ? path || basename(folder) : path.slice(0, -end.length);
  // Of a long path the end tells most.
  const word = fileWord(bare.slice(-60));
  return more.length === 0 ? word : `${word}-and-${more.length}-more`;
}
