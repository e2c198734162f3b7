import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runGitOrFail } from './git-process.ts';
import { readObjectIds } from './object-reader.ts';

/** Attributes, each with the values that are asked for, as `git check-attr` prints them. */
export type AttributeValues = Readonly<Record<string, readonly string[]>>;

export interface AttributeQuestion {
  readonly root: string;
  /**
   * The commit whose `.gitattributes` must say the same: a change must not decide by them what of it is looked at.
   * Null: there is no such commit, so nothing holds. Undefined: there is nothing to hold them against.
   */
  readonly base: string | null | undefined;
  readonly paths: readonly Buffer[];
  /** A path has one of these. */
  readonly values: AttributeValues;
  readonly signal: AbortSignal;
}

/** `claimed`: in the working tree, but not at the base. `held`: at both. */
export type AttributeState = 'none' | 'claimed' | 'held';

/**
 * For each path, whether `.gitattributes` give it one of the values. The user's own attributes (global, `.git/info`)
 * count at the base as well. One process; none for no paths, and three more where the base must confirm a value.
 */
export async function readAttributes(question: AttributeQuestion): Promise<readonly AttributeState[]> {
  const { base, paths } = question;
  const now = await ask(question, paths, null);
  const marked = paths.filter((_, index) => now[index]);
  const confirmed = new Set(
    base === undefined || marked.length === 0 ? marked : await atBase(question, base, marked),
  );
  return paths.map((path, index) => (confirmed.has(path) ? 'held' : now[index] ? 'claimed' : 'none'));
}

/** Those of the paths that have a value at a commit: asked of an index that holds its `.gitattributes` alone. */
async function atBase(
  question: AttributeQuestion,
  base: string | null,
  paths: readonly Buffer[],
): Promise<readonly Buffer[]> {
  if (base === null) return [];
  const { root, signal } = question;
  const files = attributeFiles(paths);
  const ids = await readObjectIds({ root, names: files.map((file) => `${base}:${file}`), signal });
  const entries = files.flatMap((file, index) => {
    const id = ids[index] ?? null;
    return id === null ? [] : [`100644 ${id}\t${file}\0`];
  });
  if (entries.length === 0) return [];
  const folder = await mkdtemp(join(tmpdir(), 'codex-pro-attributes-'));
  try {
    const indexFile = join(folder, 'index');
    await runGitOrFail({
      cwd: root,
      args: ['update-index', '-z', '--index-info'],
      stdin: Buffer.from(entries.join('')),
      indexFile,
      // A split index would be written into the repository.
      settings: [['core.splitIndex', 'false']],
      signal,
    });
    const has = await ask(question, paths, indexFile);
    return paths.filter((_, index) => has[index]);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Where the attributes of these paths may stand. A folder with a newline or no UTF-8 in its name is passed over. */
function attributeFiles(paths: readonly Buffer[]): string[] {
  const files = new Set(['.gitattributes']);
  for (const path of paths) {
    const name = path.toString('utf8');
    for (let end = name.indexOf('/'); end !== -1; end = name.indexOf('/', end + 1)) {
      files.add(`${name.slice(0, end)}/.gitattributes`);
    }
  }
  return [...files].filter((file) => !/[\n\ufffd]/.test(file));
}

async function ask(
  { root, values, signal }: AttributeQuestion,
  paths: readonly Buffer[],
  indexFile: string | null,
): Promise<readonly boolean[]> {
  if (paths.length === 0) return [];
  const names = Object.keys(values);
  const { stdout } = await runGitOrFail({
    cwd: root,
    args: ['check-attr', '-z', '--stdin', ...(indexFile === null ? [] : ['--cached']), ...names],
    stdin: Buffer.concat(paths.flatMap((path) => [path, Buffer.of(0)])),
    ...(indexFile === null ? {} : { indexFile }),
    signal,
  });
  // A path, an attribute and its value, each ended by NUL, in the order of the question.
  const fields = stdout.toString('latin1').split('\0');
  return paths.map((_, index) =>
    names.some((name, which) => {
      const value = fields[(index * names.length + which) * 3 + 2] ?? '';
      return values[name]?.includes(value) ?? false;
    }),
  );
}
