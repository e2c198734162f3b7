import type { Stats } from 'node:fs';
import { asRefusal, FileRefusal } from '../files/file-refusal.ts';
import type { WorkspaceFiles } from '../files/workspace-files.ts';
import { applyChunks } from './apply-chunks.ts';
import type { PatchHunk } from './patch.ts';
import { PatchProblem } from './patch-problem.ts';

/** What is to become of one path. Paths are resolved. */
export interface PlannedChange {
  readonly path: string;
  /** What lies there now, to know it again; null for nothing. */
  readonly before: Stats | null;
  /** What shall lie there; null for nothing. */
  readonly after: Buffer | null;
}

export interface PatchPlan {
  readonly changes: readonly PlannedChange[];
  /** A line for each hunk, paths as written: what the model reads. */
  readonly summary: {
    readonly added: readonly string[];
    readonly modified: readonly string[];
    readonly deleted: readonly string[];
  };
}

const maxFileBytes = 32 * 1024 * 1024;
const maxPlacesLookedAt = 50_000_000;

interface Draft {
  readonly before: Stats | null;
  /** What was read of it; null while nothing was. */
  read: Buffer | null;
  after: Buffer | null;
}

/**
 * What a patch would change, worked out in memory, hunk after hunk: a later hunk sees what an earlier one did. Nothing
 * is written. Throws PatchProblem where any hunk cannot be applied.
 */
export function planChanges(hunks: readonly PatchHunk[], files: WorkspaceFiles): PatchPlan {
  const drafts = new Map<string, Draft>();
  const budget = { left: maxPlacesLookedAt };
  const summary = { added: [] as string[], modified: [] as string[], deleted: [] as string[] };

  const draftOf = (resolved: string): Draft => {
    const known = drafts.get(resolved);
    if (known !== undefined) return known;
    const draft = { before: statsOf(files, resolved), read: null, after: null };
    drafts.set(resolved, draft);
    return draft;
  };
  const write = (path: string, content: Buffer) => {
    // A link that this patch took away is not followed any more.
    const itself = files.writable(path, false);
    const wasLink = drafts.get(itself)?.before?.isSymbolicLink() ?? false;
    draftOf(wasLink ? itself : files.writable(path)).after = content;
  };
  const textAt = (path: string): string => {
    const resolved = files.writable(path);
    const known = drafts.get(resolved);
    if (known === undefined) {
      const draft = draftOf(resolved);
      if (draft.before === null) throw new FileRefusal(`${path} does not exist`);
      const { bytes, size } = files.read(resolved, maxFileBytes);
      if (size > maxFileBytes) throw new FileRefusal(`${path} is too large to patch (${size} bytes)`);
      draft.read = bytes;
      draft.after = bytes;
      return decode(bytes, path);
    }
    if (known.after === null) throw new FileRefusal(`${path} does not exist`);
    return decode(known.after, path);
  };

  for (const hunk of hunks) {
    try {
      if (hunk.kind === 'add') {
        write(hunk.path, Buffer.from(hunk.content));
        summary.added.push(hunk.path);
      } else if (hunk.kind === 'delete') {
        remove(hunk.path);
        summary.deleted.push(hunk.path);
      } else {
        const text = applyChunks(textAt(hunk.path), hunk.chunks, hunk.path, budget);
        const destination = hunk.moveTo ?? hunk.path;
        if (hunk.moveTo !== null && files.writable(destination) !== files.writable(hunk.path))
          remove(hunk.path);
        write(destination, Buffer.from(text));
        summary.modified.push(destination);
      }
    } catch (error) {
      if (error instanceof PatchProblem) throw error;
      throw new PatchProblem(
        `Failed to ${verbs[hunk.kind]} ${hunk.path}: ${asRefusal(error, hunk.path).message}`,
      );
    }
  }

  function remove(path: string): void {
    const resolved = files.writable(path, false);
    const known = drafts.get(resolved);
    const draft = known ?? draftOf(resolved);
    const there = known === undefined ? draft.before !== null : draft.after !== null;
    if (!there) throw new FileRefusal(`${path} does not exist`);
    draft.after = null;
  }

  const changes = [...drafts].flatMap(([path, { before, read, after }]) => {
    const untouched = after === null ? before === null : after === read;
    return untouched ? [] : [{ path, before, after }];
  });
  return { changes, summary };
}

const verbs = { add: 'add', delete: 'delete', update: 'read file to update' } as const;

function statsOf(files: WorkspaceFiles, resolved: string): Stats | null {
  const stats = files.stat(resolved);
  if (stats === null || stats.isFile() || stats.isSymbolicLink()) return stats;
  throw new FileRefusal(`${resolved} is ${stats.isDirectory() ? 'a folder' : 'no regular file'}`);
}

function decode(bytes: Buffer, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // The decoder only says that it is so: its one reason to throw.
    throw new FileRefusal(`${path} is not UTF-8 text`);
  }
}
