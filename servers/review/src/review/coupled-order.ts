import type { ChangedFile } from '@codex-pro/git';

/** Names that say nothing about what a file belongs to. */
const plainStems = new Set([
  'index',
  'main',
  'mod',
  'lib',
  'types',
  'init',
  '__init__',
  'readme',
  'setup',
  'test',
]);
/** A name that more files than this share couples none of them. */
const mostOfOneName = 6;

/**
 * Files in an order in which what belongs together is close together, for cutting a change into parts: by folder, and
 * directly after each file those of the same name elsewhere (its test) and those that its changed lines import.
 */
export function coupledOrder(files: readonly ChangedFile[]): ChangedFile[] {
  const byPath = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const byStem = Map.groupBy(byPath, (file) => stemOf(file.path));
  const ordered = new Set<ChangedFile>();
  for (const file of byPath) {
    ordered.add(file);
    for (const stem of [stemOf(file.path), ...importedStems(file)]) {
      const others = plainStems.has(stem) ? [] : (byStem.get(stem) ?? []);
      if (others.length <= mostOfOneName) for (const other of others) ordered.add(other);
    }
  }
  return [...ordered];
}

/** `src/pager.test.ts`, `test_pager.py` and `pager.ts` have one stem. */
function stemOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const [stem = name] = name.split('.');
  return stem.replace(/^test[-_]|[-_](?:test|spec)$/g, '');
}

const importLine = /^[+ ]\s*(?:import|export|from|require|use|include|#include)\b.*?["'<]([^"'>]+)["'>]/;

function importedStems(file: ChangedFile): Set<string> {
  const stems = new Set<string>();
  for (const hunk of file.hunks) {
    for (const line of hunk.lines) {
      const imported = importLine.exec(line)?.[1];
      if (imported !== undefined) stems.add(stemOf(imported));
    }
  }
  return stems;
}
