import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { encodingOf, looksBinary } from './decoded-text.ts';

export interface WorkspaceFiles {
  /** Git root, a real path. */
  readonly workspace: string;
  /** Relative to the root, with `/` between parts. */
  readonly paths: readonly string[];
  /** A longer file counts as absent. */
  readonly maxBytes: number;
}

/**
 * Texts of files as they lie in the working tree, by path; what is not there, no text, too long, or outside the
 * workspace (links followed) is left out.
 */
export async function readInWorkspace(request: WorkspaceFiles): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  const read = await Promise.all(request.paths.map((path) => readText(path, request)));
  for (const [index, path] of request.paths.entries()) {
    const text = read[index];
    if (typeof text === 'string') texts.set(path, text);
  }
  return texts;
}

async function readText(path: string, { workspace, maxBytes }: WorkspaceFiles): Promise<string | null> {
  try {
    const real = await realpath(join(workspace, path));
    if (!real.startsWith(workspace + sep)) return null;
    // Opening a pipe would wait for its other end.
    const file = await open(real, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const { size } = await file.stat();
      // A pipe or a device has no size of its own.
      if (size > maxBytes || size === 0) return null;
      const bytes = Buffer.alloc(size);
      const { bytesRead } = await file.read(bytes, 0, size, 0);
      const text = bytes.subarray(0, bytesRead);
      return looksBinary(text) ? null : text.toString(encodingOf(text));
    } finally {
      await file.close();
    }
  } catch (error) {
    // Not there, or not for us to read: absent either way. Anything else is a bug.
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}
