import type { RescueChange } from '../rescue/part.ts';
import type { TreeStore } from './tree-store.ts';

export interface ChangesReport {
  readonly changes: readonly RescueChange[];
  /** As `git apply` takes it; empty where nothing changed. */
  readonly patch: Buffer;
}

const kinds: Readonly<Record<string, RescueChange['kind']>> = { A: 'added', D: 'deleted' };

/** What changed from one kept tree to the other. */
export async function describeChanges(
  store: TreeStore,
  before: string,
  after: string,
): Promise<ChangesReport> {
  const diff = (...args: string[]) =>
    store.git(['diff-tree', '-r', '--no-renames', '--no-ext-diff', '--no-textconv', ...args, before, after]);
  const names = (await diff('-z', '--name-status')).stdout.toString('utf8').split('\0');
  const counts = new Map<string, readonly [number | null, number | null]>();
  for (const line of (await diff('-z', '--numstat')).stdout.toString('utf8').split('\0')) {
    const [, added, removed, path] = /^(\d+|-)\t(\d+|-)\t([\s\S]*)$/.exec(line) ?? [];
    if (path !== undefined) counts.set(path, [countOf(added), countOf(removed)]);
  }
  const changes: RescueChange[] = [];
  for (let index = 0; index + 1 < names.length; index += 2) {
    const [status = '', path = ''] = names.slice(index, index + 2);
    const [added, removed] = counts.get(path) ?? [null, null];
    changes.push({ path, kind: kinds[status] ?? 'modified', added, removed });
  }
  const patch =
    changes.length === 0 ? Buffer.alloc(0) : (await diff('-p', '--binary', '--full-index')).stdout;
  return { changes, patch };
}

function countOf(text: string | undefined): number | null {
  return text === undefined || text === '-' ? null : Number(text);
}
