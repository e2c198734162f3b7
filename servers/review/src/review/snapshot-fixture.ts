import type { ChangedFile, Hunk, Snapshot } from '@codex-pro/git';

/** For tests: limits that nothing reaches. */
export const wideCaps = { file: 10_000_000, total: 100_000_000 };

/** For tests: a changed file from all its lines, each with its sign, cut into hunks with three lines of context. */
export function changedFile(
  path: string,
  rows: readonly string[],
  more: Partial<ChangedFile> = {},
): ChangedFile {
  const newLines = rows.filter((row) => !row.startsWith('-')).map((row) => row.slice(1));
  return {
    path,
    oldPath: path,
    status: 'modified',
    oldMode: '100644',
    newMode: '100644',
    binary: false,
    special: null,
    generated: false,
    added: rows.filter((row) => row.startsWith('+')).length,
    removed: rows.filter((row) => row.startsWith('-')).length,
    hunks: hunksOf(rows),
    content: newLines.map((line) => `${line}\n`).join(''),
    size: newLines.join('\n').length,
    omitted: null,
    ...more,
  };
}

/** For tests: a file that the change adds. */
export function addedFile(
  path: string,
  lines: readonly string[],
  more: Partial<ChangedFile> = {},
): ChangedFile {
  return changedFile(
    path,
    lines.map((line) => `+${line}`),
    { oldPath: null, oldMode: null, status: 'added', ...more },
  );
}

/** For tests. */
export function snapshotOf(files: readonly ChangedFile[], more: Partial<Snapshot['target']> = {}): Snapshot {
  return {
    workspace: '/code/shop',
    target: {
      scope: 'working-tree',
      base: 'a'.repeat(40),
      baseName: 'HEAD',
      head: null,
      headName: null,
      description: `working tree against HEAD (${files.length} files)`,
      ...more,
    },
    files,
  };
}

const context = 3;

function hunksOf(rows: readonly string[]): Hunk[] {
  const near = rows.map((_, at) =>
    rows.slice(Math.max(0, at - context), at + context + 1).some((row) => !row.startsWith(' ')),
  );
  const hunks: Hunk[] = [];
  let open: string[] = [];
  let oldAt = 1;
  let newAt = 1;
  const close = () => {
    if (open.length === 0) return;
    const oldLines = open.filter((row) => !row.startsWith('+')).length;
    const newLines = open.filter((row) => !row.startsWith('-')).length;
    hunks.push({
      oldStart: oldLines === 0 ? Math.max(0, oldAt - 1) : oldAt - oldLines,
      oldLines,
      newStart: newLines === 0 ? Math.max(0, newAt - 1) : newAt - newLines,
      newLines,
      heading: '',
      lines: open,
    });
    open = [];
  };
  rows.forEach((row, at) => {
    if (near[at] === true) open.push(row);
    else close();
    if (!row.startsWith('+')) oldAt += 1;
    if (!row.startsWith('-')) newAt += 1;
  });
  close();
  return hunks;
}
