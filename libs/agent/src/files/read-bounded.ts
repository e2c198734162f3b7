import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { posix } from 'node:path';
import { enterFolder } from './enter-folder.ts';
import { asRefusal, FileRefusal } from './file-refusal.ts';
import { parentOf } from './stat-resolved.ts';

export interface ReadFile {
  readonly bytes: Buffer;
  /** Of the whole file; larger than `bytes` where it was cut. */
  readonly size: number;
  readonly stats: Stats;
}

/**
 * Reads at most `maxBytes` of a regular file, from `offset` on. The path is resolved already: no link is followed, and nothing that is not a
 * regular file is ever waited for (a FIFO) or read (a device). Throws FileRefusal.
 */
export function readBounded(root: string, path: string, maxBytes: number, offset = 0): ReadFile {
  try {
    const folder = enterFolder(root, parentOf(path));
    try {
      return readIn(`${folder.path}/${posix.basename(path)}`, path, maxBytes, offset);
    } finally {
      folder.close();
    }
  } catch (error) {
    throw asRefusal(error, path);
  }
}

function readIn(place: string, path: string, maxBytes: number, offset: number): ReadFile {
  const descriptor = openSync(place, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(descriptor);
    if (stats.isDirectory()) throw new FileRefusal(`${path} is a folder`);
    if (!stats.isFile()) throw new FileRefusal(`${path} is no regular file`);
    const bytes = Buffer.alloc(Math.min(maxBytes, Math.max(0, stats.size - offset)));
    let filled = 0;
    while (filled < bytes.length) {
      const read = readSync(descriptor, bytes, filled, bytes.length - filled, offset + filled);
      if (read === 0) break;
      filled += read;
    }
    return { bytes: bytes.subarray(0, filled), size: stats.size, stats };
  } finally {
    closeSync(descriptor);
  }
}
