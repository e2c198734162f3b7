import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  renameSync,
  rmdirSync,
  type Stats,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { posix } from 'node:path';
import { enterFolder } from '../files/enter-folder.ts';
import { asRefusal, codeOf } from '../files/file-refusal.ts';
import { parentOf } from '../files/stat-resolved.ts';
import { type ChangeJournal, createChangeJournal } from './change-journal.ts';
import { PatchProblem } from './patch-problem.ts';
import type { PlannedChange } from './plan-changes.ts';

/**
 * Makes all of the changes, or none: new contents are written beside their files first, then put in their places one
 * by one, and a failure takes back what was done. No link is followed. A file keeps its mode and owner; a hard link
 * to it elsewhere keeps the old content.
 * Throws PatchProblem, with everything as it was. A process killed between two of the last renames leaves the ones
 * before it done.
 */
export function commitChanges(root: string, changes: readonly PlannedChange[]): void {
  const journal = createChangeJournal();
  try {
    // Deletions first: a new file may need the name.
    for (const change of changes) if (change.after === null) setAside(root, change, journal);
    const staged = changes.flatMap((change) =>
      change.after === null ? [] : [stage(root, change, change.after, journal)],
    );
    for (const each of staged) place(each, journal);
  } catch (error) {
    const stuck = journal.rollBack();
    if (stuck.length > 0) {
      const why = stuck.join(', ');
      throw new PatchProblem(
        `Failed to write the changes, and to take them back (${why}). Old contents lie beside their files, as .codex-pro-*.tmp.`,
      );
    }
    if (error instanceof PatchProblem) throw error;
    throw new PatchProblem(
      `Failed to write the changes, nothing was changed: ${asRefusal(error, 'a file').message}`,
    );
  }
  journal.finish();
}

interface Staged {
  readonly change: PlannedChange;
  readonly target: string;
  readonly temporary: string;
}

/** Writes the new content beside its place, in folders made for it where they are missing. */
function stage(root: string, change: PlannedChange, content: Buffer, journal: ChangeJournal): Staged {
  const folder = enterFolder(root, parentOf(change.path), {
    make: (path) => journal.undo(() => removeFolder(root, path)),
  });
  journal.closing(folder.close);
  const temporary = `${folder.path}/${temporaryName()}`;
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const descriptor = openSync(temporary, flags, 0o666);
  journal.undo(() => unlinkSync(temporary));
  try {
    for (let written = 0; written < content.length; ) written += writeSync(descriptor, content, written);
    if (change.before?.isFile() === true) keepOwner(descriptor, change.before);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  return { change, temporary, target: `${folder.path}/${posix.basename(change.path)}` };
}

/** Puts the new content in its place. The old one stays beside it until all is done. */
function place({ change, target, temporary }: Staged, journal: ChangeJournal): void {
  requireUnchanged(target, change);
  if (change.before === null) {
    renameSync(temporary, target);
    journal.undo(() => unlinkSync(target));
    return;
  }
  const backup = `${posix.dirname(target)}/${temporaryName()}`;
  keepBeside(target, backup);
  journal.undo(() => renameSync(backup, target));
  journal.afterwards(() => unlinkSync(backup));
  renameSync(temporary, target);
}

/** Renames a file that is to go, so that it can come back. */
function setAside(root: string, change: PlannedChange, journal: ChangeJournal): void {
  const folder = enterFolder(root, parentOf(change.path));
  journal.closing(folder.close);
  const target = `${folder.path}/${posix.basename(change.path)}`;
  requireUnchanged(target, change);
  const backup = `${folder.path}/${temporaryName()}`;
  renameSync(target, backup);
  journal.undo(() => renameSync(backup, target));
  journal.afterwards(() => unlinkSync(backup));
}

/** A second name for the old content; where the file system has none, its only name. */
function keepBeside(target: string, backup: string): void {
  try {
    linkSync(target, backup);
  } catch (error) {
    if (codeOf(error) === null) throw error;
    renameSync(target, backup);
  }
}

function requireUnchanged(target: string, { path, before }: PlannedChange): void {
  const now = statOf(target);
  const same =
    before === null || now === null
      ? before === now
      : now.ino === before.ino &&
        now.size === before.size &&
        now.mtimeMs === before.mtimeMs &&
        now.mode === before.mode;
  if (!same)
    throw new PatchProblem(`${path} changed while it was patched. Nothing was changed: read it again.`);
}

function statOf(target: string): Stats | null {
  try {
    return lstatSync(target);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

function keepOwner(descriptor: number, before: Stats): void {
  const ours = before.uid === process.getuid?.() && before.gid === process.getgid?.();
  try {
    if (!ours) fchownSync(descriptor, before.uid, before.gid);
  } catch (error) {
    // Only root may give files away; the file is then ours, as with any editor that saves by renaming.
    if (codeOf(error) !== 'EPERM') throw error;
  }
  // After the owner: a change of owner takes away the set-user-id bits.
  fchmodSync(descriptor, before.mode & 0o7777);
}

function removeFolder(root: string, path: string): void {
  const outer = enterFolder(root, parentOf(path));
  try {
    rmdirSync(`${outer.path}/${posix.basename(path)}`);
  } finally {
    outer.close();
  }
}

function temporaryName(): string {
  return `.codex-pro-${randomBytes(8).toString('hex')}.tmp`;
}
