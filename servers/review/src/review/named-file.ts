import type { ChangedFile } from '@codex-pro/git';

/**
 * The file of a change that a model means: by its path, else by its path without what models put around it
 * (`a/`, `./`, the workspace, quotes, `:12`), else in another case, else by its end; only where one file fits.
 */
export function namedFile(
  files: readonly ChangedFile[],
  name: string,
  workspace: string,
): ChangedFile | null {
  const spellings = spellingsOf(name, workspace);
  for (const spelling of spellings) {
    const exact = files.find((file) => file.path === spelling);
    if (exact !== undefined) return exact;
  }
  const tests: ((path: string, spelling: string) => boolean)[] = [
    (path, spelling) => path.toLowerCase() === spelling.toLowerCase(),
    (path, spelling) => path.endsWith(`/${spelling}`),
    (path, spelling) => spelling.endsWith(`/${path}`),
  ];
  for (const test of tests) {
    for (const spelling of spellings) {
      const fitting = files.filter((file) => test(file.path, spelling));
      if (fitting.length === 1) return fitting[0] ?? null;
    }
  }
  return files.find((file) => file.oldPath !== null && spellings.includes(file.oldPath)) ?? null;
}

function spellingsOf(name: string, workspace: string): string[] {
  const spellings = [name];
  const unquoted = unquote(name.trim()).replaceAll('\\', '/');
  const relative = unquoted.startsWith(`${workspace}/`) ? unquoted.slice(workspace.length + 1) : unquoted;
  const bare = relative.replace(/^(?:\.?\/+)+/, '').replace(/:\d+(?:[-:]\d+)?$/, '');
  spellings.push(bare, bare.replace(/^[abciow]\//, ''));
  return [...new Set(spellings)].filter((spelling) => spelling !== '');
}

function unquote(name: string): string {
  if (/^".*"$/.test(name)) {
    try {
      const parsed: unknown = JSON.parse(name);
      if (typeof parsed === 'string') return parsed;
    } catch {
      // Not a JSON string: the quotes are taken off below.
    }
  }
  return name.replace(/^["'`]|["'`]$/g, '');
}
