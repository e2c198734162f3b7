import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { runGit } from './git-process.ts';

export interface PatchCheck {
  /** Relative to the root, with `/` between parts. */
  readonly path: string;
  /** The text that the patch is of. */
  readonly content: string;
  /** A unified diff with `a/` and `b/`. */
  readonly patch: string;
  readonly signal: AbortSignal;
}

/**
 * Whether `git apply --check` takes a patch of one file. It is tried on a copy in a temporary folder, which is removed:
 * the user's tree and index are never touched. False as well for a path that leads out.
 */
export async function checkPatch({ path, content, patch, signal }: PatchCheck): Promise<boolean> {
  if (path.includes('\0') || posix.normalize(path) !== path || /^(?:\/|\.\.(?:\/|$))/.test(path))
    return false;
  const folder = await mkdtemp(join(tmpdir(), 'codex-pro-patch-'));
  try {
    const copy = join(folder, path);
    await mkdir(dirname(copy), { recursive: true });
    await writeFile(copy, content);
    const { code } = await runGit({
      cwd: folder,
      args: ['apply', '--check', '--whitespace=nowarn', '-'],
      stdin: Buffer.from(patch),
      signal,
      settings: [['core.autocrlf', 'false']],
    });
    return code === 0;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
