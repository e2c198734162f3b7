import { runGitOrFail } from './git-process.ts';

export type ReadObject =
  | { readonly kind: 'blob'; readonly size: number; readonly bytes: Buffer }
  /** Not in this clone: shallow, partial, or never there. */
  | { readonly kind: 'missing' };

interface ObjectQuestion {
  readonly root: string;
  /** What `git cat-file --batch` reads a line of: an id, or `<commit>:<path>` without a newline. */
  readonly names: readonly string[];
  readonly signal: AbortSignal;
  /** Follows symbolic links inside the commit. */
  readonly followLinks?: boolean;
}

/** No review reads more; what lies behind it counts as missing. */
const maxBytes = 64 * 1024 * 1024;

/** Reads objects by one `git cat-file --batch`, in the order of the names. */
export async function readObjects(question: ObjectQuestion): Promise<readonly ReadObject[]> {
  if (question.names.length === 0) return [];
  const { stdout } = await catFile('--batch', question);
  let at = 0;
  return question.names.map((name) => {
    const end = stdout.indexOf(0x0a, at);
    if (end === -1) return { kind: 'missing' };
    const header = stdout.toString('utf8', at, end);
    at = end + 1;
    if (header === `${name} missing`) return { kind: 'missing' };
    const [, type, size] = /^\S+ (\S+) (\d+)$/.exec(header) ?? [];
    if (size === undefined) {
      // `symlink 12`, `dangling 12`, `loop 12`, `notdir 12`: that many bytes and a newline follow.
      at += Number(/^[a-z]+ (\d+)$/.exec(header)?.[1] ?? 0) + 1;
      return { kind: 'missing' };
    }
    const bytes = stdout.subarray(at, at + Number(size));
    at += Number(size) + 1;
    if (type !== 'blob' || bytes.length < Number(size)) return { kind: 'missing' };
    return { kind: 'blob', size: Number(size), bytes };
  });
}

/** Sizes of objects in bytes, null where one is missing. One process; none for no names. */
export async function readObjectSizes(question: ObjectQuestion): Promise<readonly (number | null)[]> {
  if (question.names.length === 0) return [];
  const { stdout } = await catFile('--batch-check=%(objectsize)', question);
  const lines = stdout.toString('utf8').split('\n');
  return question.names.map((_, index) => {
    const line = lines[index] ?? '';
    return /^\d+$/.test(line) ? Number(line) : null;
  });
}

/** Full ids of objects, null where one is missing. One process; none for no names. */
export async function readObjectIds(question: ObjectQuestion): Promise<readonly (string | null)[]> {
  if (question.names.length === 0) return [];
  const { stdout } = await catFile('--batch-check=%(objectname)', question);
  const lines = stdout.toString('utf8').split('\n');
  return question.names.map((_, index) => {
    const line = lines[index] ?? '';
    return /^[0-9a-f]{40,64}$/.test(line) ? line : null;
  });
}

/** The first 8,000 bytes of a blob, however long it is. */
export async function readObjectHead(root: string, id: string, signal: AbortSignal): Promise<Buffer> {
  const args = ['cat-file', 'blob', id];
  const end = await runGitOrFail({ cwd: root, args, signal, maxBytes: 8000, whenTooLong: 'cut' });
  return end.stdout;
}

function catFile(mode: string, { root, names, signal, followLinks }: ObjectQuestion) {
  return runGitOrFail({
    cwd: root,
    args: ['cat-file', mode, ...(followLinks === true ? ['--follow-symlinks'] : [])],
    signal,
    stdin: Buffer.from(`${names.join('\n')}\n`),
    maxBytes,
    whenTooLong: 'cut',
  });
}
