import { constants } from 'node:fs';
import { lstat, open, readlink, realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import { looksBinary } from './decoded-text.ts';

export type WorkingFile =
  | { readonly kind: 'file'; readonly size: number; readonly executable: boolean }
  | { readonly kind: 'symlink'; readonly size: number }
  | { readonly kind: 'folder' }
  /** A FIFO, socket or device: opening one may never end. */
  | { readonly kind: 'other' }
  | { readonly kind: 'gone' };

export type ReadResult =
  | { readonly kind: 'text' | 'binary'; readonly bytes: Buffer }
  | { readonly kind: 'too_large' | 'unreadable' };

/** Reads files below one root and nothing else: no symbolic link is followed, in any part of a path. */
export interface WorkingFiles {
  inspect(path: Buffer): Promise<WorkingFile>;
  /** A regular file. `binary` carries only the first 8,000 bytes. */
  read(path: Buffer, maxBytes: number): Promise<ReadResult>;
  /** Where a symbolic link points, as bytes; it is not followed. */
  target(path: Buffer): Promise<Buffer | null>;
}

const sniffedBytes = 8000;
const slash = 0x2f;

/** `root` is a real path. Paths are relative to it, with `/` between parts. */
export function workingFilesOf(root: string): WorkingFiles {
  const rootBytes = Buffer.from(root);
  const rootPrefix = Buffer.from(root.endsWith(sep) ? root : `${root}${sep}`);
  const folders = new Map<string, Promise<boolean>>();
  const absolute = (path: Buffer) => Buffer.concat([rootPrefix, path]);

  /** Whether the folder of a path is really inside the root. */
  const inside = (path: Buffer): Promise<boolean> => {
    const folder = path.subarray(0, Math.max(path.lastIndexOf(slash), 0));
    const key = folder.toString('latin1');
    let answer = folders.get(key);
    if (answer === undefined) {
      answer = realpath(absolute(folder), 'buffer').then(
        (real) => real.equals(rootBytes) || real.subarray(0, rootPrefix.length).equals(rootPrefix),
        // A folder that is gone holds nothing to read.
        () => false,
      );
      folders.set(key, answer);
    }
    return answer;
  };

  return {
    async inspect(path) {
      if (!(await inside(path))) return { kind: 'gone' };
      try {
        const stats = await lstat(absolute(path));
        if (stats.isFile()) return { kind: 'file', size: stats.size, executable: (stats.mode & 0o100) !== 0 };
        if (stats.isSymbolicLink()) return { kind: 'symlink', size: stats.size };
        return { kind: stats.isDirectory() ? 'folder' : 'other' };
      } catch {
        // Deleted since git listed it, or in a folder that may not be searched.
        return { kind: 'gone' };
      }
    },

    async read(path, maxBytes) {
      if (!(await inside(path))) return { kind: 'unreadable' };
      const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
      const file = await open(absolute(path), flags).catch(() => null);
      if (file === null) return { kind: 'unreadable' };
      try {
        const stats = await file.stat();
        if (!stats.isFile()) return { kind: 'unreadable' };
        const head = await readUpTo(file, Math.min(stats.size, sniffedBytes));
        if (looksBinary(head)) return { kind: 'binary', bytes: head };
        if (stats.size > maxBytes) return { kind: 'too_large' };
        const rest = await readUpTo(file, stats.size - head.length);
        return { kind: 'text', bytes: Buffer.concat([head, rest]) };
      } catch {
        // Listed as left out by the caller, who knows the path.
        return { kind: 'unreadable' };
      } finally {
        await file.close();
      }
    },

    async target(path) {
      if (!(await inside(path))) return null;
      return readlink(absolute(path), 'buffer').catch(() => null);
    },
  };
}

async function readUpTo(file: Awaited<ReturnType<typeof open>>, bytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes);
  let filled = 0;
  while (filled < bytes) {
    const { bytesRead } = await file.read(buffer, filled, bytes - filled, null);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
