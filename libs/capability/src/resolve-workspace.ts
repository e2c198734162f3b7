import { lstat, readFile, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { InputError } from '@codex-pro/runtime';

export interface WorkspaceRequest {
  /** The `workspace` argument. */
  readonly argument: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** The host's first `file://` root; asked for only when nothing before it says where. */
  readonly hostRoot: () => Promise<string | undefined>;
  readonly cwd: string;
}

export interface Workspace {
  /** Real path of the git root, or of the folder where there is no repository. */
  readonly root: string;
  /** Real path of the folder that was named; the root itself or below it. */
  readonly folder: string;
}

/**
 * Where a call works: the argument, CODEX_PRO_WORKSPACE, CLAUDE_PROJECT_DIR, the host's root, the current folder; the first
 * that is given counts, and throws InputError when it is no folder.
 */
export async function resolveWorkspace(request: WorkspaceRequest): Promise<Workspace> {
  const { argument, env, cwd } = request;
  const named: readonly (readonly [source: string, path: string | undefined])[] = [
    ['The workspace', argument],
    ['CODEX_PRO_WORKSPACE', env['CODEX_PRO_WORKSPACE']],
    ['CLAUDE_PROJECT_DIR', env['CLAUDE_PROJECT_DIR']],
  ];
  for (const [source, path] of named) {
    if (path !== undefined && path !== '')
      return located(source, isAbsolute(path) ? path : resolve(cwd, path));
  }
  const root = await request.hostRoot();
  return located(root === undefined ? 'The current folder' : "The host's root", root ?? cwd);
}

async function located(source: string, path: string): Promise<Workspace> {
  const folder = await realpath(path).catch((cause: unknown) => {
    throw notFolder(source, path, cause);
  });
  if (!(await stat(folder)).isDirectory()) throw notFolder(source, path);
  return { folder, root: (await gitRoot(folder)) ?? folder };
}

function notFolder(source: string, path: string, cause?: unknown): InputError {
  return new InputError('input_invalid', `${source} is not a folder here: ${path}.`, {
    hint: 'Pass the absolute path of a folder as workspace.',
    cause,
  });
}

/** The nearest folder upwards that holds a repository. Found without running git, since every call needs it. */
async function gitRoot(folder: string): Promise<string | undefined> {
  for (let current = folder; ; current = dirname(current)) {
    if (await isRepository(join(current, '.git'))) return current;
    if (dirname(current) === current) return undefined;
  }
}

/** A folder with a HEAD, or the file that a worktree or a submodule has instead. */
async function isRepository(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return false;
  if (found.isDirectory())
    return lstat(join(path, 'HEAD')).then(
      () => true,
      () => false,
    );
  return found.isFile() && (await readFile(path, 'utf8')).startsWith('gitdir:');
}
