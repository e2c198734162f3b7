import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';

/**
 * What nobody writes in a workspace unless asked: each of these runs code, or tells a program what to do, outside of
 * the sandbox later on. Relative to the root.
 */
export const protectedNames = [
  '.git',
  '.github',
  '.gitlab-ci.yml',
  '.circleci',
  '.travis.yml',
  '.buildkite',
  'azure-pipelines.yml',
  'bitbucket-pipelines.yml',
  'Jenkinsfile',
  '.ci',
  '.husky',
  '.githooks',
  '.pre-commit-config.yaml',
  '.vscode',
  '.idea',
  '.devcontainer',
  '.envrc',
  '.claude',
  '.codex',
  '.codex-pro',
  '.cursor',
  '.gemini',
  '.mcp.json',
  '.gitconfig',
  '.gitmodules',
  '.bashrc',
  '.bash_profile',
  '.zshrc',
  '.zprofile',
  '.profile',
  '.ripgreprc',
] as const;

/** Of these, what works in a folder further down as well: whoever opens that folder is told by it. */
const nestedNames: readonly string[] = [
  '.git',
  '.husky',
  '.vscode',
  '.idea',
  '.devcontainer',
  '.envrc',
  '.claude',
  '.codex',
  '.cursor',
  '.gemini',
  '.mcp.json',
];

/** Folders that are looked into for such names, at most: those nearest to the root. */
const maxFolders = 5_000;

/** Absolute paths of what is protected directly below `root`, there or not, without what was asked for. */
export function protectedPaths(root: string, asked: readonly string[] = []): readonly string[] {
  return protectedNames.filter((name) => !asked.includes(name)).map((name) => join(root, name));
}

/** Absolute paths of protected files and folders that are there further down, but for what was asked for. */
export async function nestedProtectedPaths(
  root: string,
  asked: readonly string[] = [],
): Promise<readonly string[]> {
  const found: string[] = [];
  let left = maxFolders;
  for (let level = [root]; level.length > 0 && left > 0; ) {
    const looked = level.slice(0, left);
    left -= looked.length;
    // One that is gone, or that may not be read, shows nothing.
    const listings = looked.map((folder) => readdir(folder, { withFileTypes: true }).catch(() => []));
    level = [];
    for (const entry of (await Promise.all(listings)).flat()) {
      const path = join(entry.parentPath, entry.name);
      if (isProtected(relative(root, path), asked)) {
        if (entry.parentPath !== root) found.push(path);
      } else if (entry.isDirectory() && entry.name !== 'node_modules') {
        level.push(path);
      }
    }
  }
  return found;
}

/**
 * Whether a path below the root, with `/` between its names, is one of these or below one; case aside, since some file
 * systems do not tell. A repository or settings folder deeper down counts too.
 */
export function isProtected(path: string, asked: readonly string[] = []): boolean {
  const allowed = new Set(asked.map((name) => name.toLowerCase()));
  const names = path.split('/').map((name) => name.toLowerCase());
  const [first = '', ...rest] = names;
  if (protectedLower.has(first) && !allowed.has(first)) return true;
  return rest.some((name) => isNested(name, allowed));
}

function isNested(name: string, allowed: ReadonlySet<string>): boolean {
  // A repository further down is nobody's to change, whatever was asked for.
  return name === '.git' || (nestedLower.has(name) && !allowed.has(name));
}

const protectedLower: ReadonlySet<string> = new Set(protectedNames.map((name) => name.toLowerCase()));
const nestedLower: ReadonlySet<string> = new Set(nestedNames);
