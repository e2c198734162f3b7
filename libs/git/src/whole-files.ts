import { createBulkhead, InputError } from '@codex-pro/runtime';
import type { Caps } from './caps.ts';
import { type Draft, type DraftLines, noLines, symlinkMode } from './draft.ts';
import { refuseTooMany } from './file-limit.ts';
import { runGitOrFail } from './git-process.ts';
import { omissions } from './omissions.ts';
import { looksSecret } from './secret-names.ts';
import type { Omission } from './snapshot.ts';
import { splitPaths } from './split-paths.ts';
import type { WorkingFile, WorkingFiles } from './working-files.ts';
import type { Workspace } from './workspace.ts';

const readsAtOnce = 16;

/** All files below some paths, tracked or not; a file that is named itself is there even if git ignores it. */
export async function listAsTheyStand(
  { root }: Workspace,
  paths: readonly string[],
  files: WorkingFiles,
  signal: AbortSignal,
): Promise<readonly Buffer[]> {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...paths];
  const { stdout } = await runGitOrFail({ cwd: root, args, signal });
  const listed = new Map(splitPaths(stdout).map((path) => [path.toString('latin1'), path]));
  for (const path of paths) {
    const bytes = Buffer.from(path);
    const file = await files.inspect(bytes);
    if (file.kind === 'gone') {
      throw new InputError('input_invalid', `paths: there is no file or folder '${path}' in ${root}.`, {
        hint: 'Paths are files and folders, not patterns.',
      });
    }
    if (file.kind === 'file' || file.kind === 'symlink') listed.set(bytes.toString('latin1'), bytes);
  }
  refuseTooMany(listed.size, root);
  return [...listed.values()];
}

/**
 * Reads files whole, as if each were added now. Secrets are not opened, FIFOs, sockets and what is gone are skipped.
 * The smallest are read first, until their text is over the total cap; the rest are listed as left out.
 */
export async function readWholeFiles(
  paths: readonly Buffer[],
  status: 'untracked' | 'added',
  files: WorkingFiles,
  caps: Caps,
  signal: AbortSignal,
): Promise<readonly Draft[]> {
  const bulkhead = createBulkhead(readsAtOnce);
  const inspected = await Promise.all(
    paths.map(async (path) => ({ path, file: await bulkhead.run(signal, () => files.inspect(path)) })),
  );
  const order = inspected
    .filter(({ file }) => file.kind !== 'gone' && file.kind !== 'other')
    .sort((a, b) => sizeOf(a.file) - sizeOf(b.file));
  let textBytes = 0;
  return Promise.all(
    order.map(({ path, file }) =>
      bulkhead.run(signal, async () => {
        const draft = await readWhole(path, file, status, files, caps, caps.total - textBytes);
        if (draft.lines.kind === 'whole') textBytes += draft.lines.bytes.length;
        return draft;
      }),
    ),
  );
}

async function readWhole(
  path: Buffer,
  file: WorkingFile,
  status: 'untracked' | 'added',
  files: WorkingFiles,
  caps: Caps,
  room: number,
): Promise<Draft> {
  const name = path.toString('utf8');
  const draft = (omitted: Omission | null, lines: DraftLines = noLines, binary = false): Draft => ({
    path: path.at(-1) === 0x2f ? path.subarray(0, -1) : path,
    oldPath: null,
    status,
    oldMode: null,
    newMode: modeOf(file),
    binary,
    added: lines.kind === 'whole' ? countLines(lines.bytes) : 0,
    removed: 0,
    newId: null,
    size: sizeOf(file),
    lines,
    omitted,
  });
  if (file.kind === 'folder') return draft(omissions.ownRepository(name));
  if (looksSecret(name)) return draft(omissions.secret(name));
  if (file.kind === 'symlink') {
    const target = await files.target(path);
    return target === null
      ? draft(omissions.unreadable(name))
      : draft(null, { kind: 'whole', bytes: target });
  }
  if (room < 0) return draft(omissions.overTotal(name, caps.total));
  const read = await files.read(path, caps.file);
  switch (read.kind) {
    case 'text':
      return draft(null, { kind: 'whole', bytes: read.bytes });
    case 'binary':
      return draft(null, noLines, true);
    case 'too_large':
      return draft(omissions.overFile(name, sizeOf(file), caps.file));
    case 'unreadable':
      return draft(omissions.unreadable(name));
  }
}

function modeOf(file: WorkingFile): string {
  if (file.kind === 'symlink') return symlinkMode;
  if (file.kind === 'folder') return '160000';
  return file.kind === 'file' && file.executable ? '100755' : '100644';
}

function sizeOf(file: WorkingFile): number {
  return file.kind === 'file' || file.kind === 'symlink' ? file.size : 0;
}

function countLines(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) lines += 1;
  return bytes.length > 0 && bytes.at(-1) !== 0x0a ? lines + 1 : lines;
}
