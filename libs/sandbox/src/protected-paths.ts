import { join } from 'node:path';

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

/** Absolute paths of what is protected below `root`, without those that were asked for. */
export function protectedPaths(root: string, asked: readonly string[] = []): readonly string[] {
  return protectedNames.filter((name) => !asked.includes(name)).map((name) => join(root, name));
}

/**
 * Whether a path below the root, with `/` between its names, is one of these or below one; case aside, since some file
 * systems do not tell. A repository or settings folder deeper down counts too.
 */
export function isProtected(path: string, asked: readonly string[] = []): boolean {
  const names = path.split('/').map((name) => name.toLowerCase());
  const [first = ''] = names;
  if (protectedLower.has(first)) return !asked.some((name) => name.toLowerCase() === first);
  return names.some((name) => name === '.git');
}

const protectedLower: ReadonlySet<string> = new Set(protectedNames.map((name) => name.toLowerCase()));
