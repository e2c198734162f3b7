import { posix } from 'node:path';
import { encodingOf, looksBinary } from './decoded-text.ts';
import { readObjects } from './object-reader.ts';

export interface BaseFiles {
  /** Git root. */
  readonly workspace: string;
  /** A commit id, as `Snapshot.target.base` has it. Null: nothing was there. */
  readonly base: string | null;
  /** Relative to the root, with `/` between parts. */
  readonly paths: readonly string[];
  /** A longer file counts as absent. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/**
 * Texts of files as they were at the base of a target, by path; what is not there, no text or too long is left out.
 * Symbolic links are followed inside the commit. One process for all.
 */
export async function readAtBase(request: BaseFiles): Promise<ReadonlyMap<string, string>> {
  const { workspace, base, maxBytes, signal } = request;
  const texts = new Map<string, string>();
  if (base === null) return texts;
  const paths = request.paths.filter(isPlain);
  const names = paths.map((path) => `${base}:${path}`);
  const objects = await readObjects({ root: workspace, names, signal, followLinks: true });
  for (const [index, path] of paths.entries()) {
    const object = objects[index];
    if (object?.kind !== 'blob' || object.size > maxBytes || looksBinary(object.bytes)) continue;
    texts.set(path, object.bytes.toString(encodingOf(object.bytes)));
  }
  return texts;
}

/** A name with a newline would be two questions, and git ends at one that leads upwards. */
function isPlain(path: string): boolean {
  return !/[\n\0]/.test(path) && posix.normalize(path) === path && !/^(?:\/|\.\.?(?:\/|$))/.test(path);
}
