import { InputError } from '@codex-pro/runtime';
import { type Caps, largestCompared } from './caps.ts';
import { type DiffEntry, parseDiffList } from './diff-list.ts';
import { type Draft, noLines } from './draft.ts';
import { refuseTooMany } from './file-limit.ts';
import { runGitOrFail } from './git-process.ts';
import { omissions } from './omissions.ts';
import { type HunkSpan, type PatchSection, parsePatch } from './patch-sections.ts';
import { quotedPath } from './quoted-path.ts';
import { withoutRepositoryFilters } from './repository-filters.ts';
import { looksSecret } from './secret-names.ts';
import type { ChangeStatus, Omission } from './snapshot.ts';
import type { Comparison } from './target.ts';
import type { Workspace } from './workspace.ts';

/** Of all that one `git diff` may print. What lies behind it is listed as left out. */
const maxDiffBytes = 64 * 1024 * 1024;

/** The plumbing commands ignore the user's display settings and never write the index. */
const diffFlags = [
  '--raw',
  '--numstat',
  '-z',
  '--patch',
  '--no-abbrev',
  '--find-renames',
  '--unified=3',
  '--inter-hunk-context=0',
  '--src-prefix=a/',
  '--dst-prefix=b/',
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
  // Only the pointer of a submodule counts here; to look into one would run git under that repository's settings.
  '--ignore-submodules=dirty',
  '--submodule=short',
];

export interface TrackedQuestion {
  readonly comparison: Comparison;
  /** Relative to the root; none means all. */
  readonly paths: readonly string[];
  /** Every file is compared as text, also what is binary to git. */
  readonly asText: boolean;
  readonly caps: Caps;
  readonly signal: AbortSignal;
}

/** What git knows to have changed: lists, counts and hunks from one process, paths never taken from patch text. */
export async function readTrackedChanges(
  workspace: Workspace,
  { comparison, paths, asText, caps, signal }: TrackedQuestion,
): Promise<readonly Draft[]> {
  const base = comparison.base ?? workspace.emptyTree;
  const filters =
    comparison.kind === 'working-tree' ? await withoutRepositoryFilters(workspace.root, signal) : [];
  const end = await runGitOrFail({
    cwd: workspace.root,
    args: [
      ...diffCommand(comparison),
      ...diffFlags,
      ...(asText ? ['--text'] : []),
      base,
      ...(comparison.kind === 'commits' ? [comparison.head] : []),
      '--',
      ...paths,
    ],
    signal,
    settings: [
      ...filters,
      ['core.bigFileThreshold', String(largestCompared(caps))],
      ['diff.suppressBlankEmpty', 'false'],
    ],
    maxBytes: maxDiffBytes,
    whenTooLong: 'cut',
  });
  const list = parseDiffList(end.stdout);
  if (list === null) {
    throw new InputError('target_too_large', 'The list of changed files alone is over 64 MiB.', {
      hint: 'Review a part with `paths`, or choose a closer base.',
    });
  }
  refuseTooMany(list.entries.length, workspace.root);
  const patch = parsePatch(end.stdout, list.end, end.cut);
  const sections = assignSections(list.entries, patch.sections);
  return list.entries
    .map((entry, index) => draftOf(entry, end.stdout, sections[index] ?? [], patch.whole))
    .filter((draft) => draft !== null);
}

function diffCommand({ kind }: Comparison): readonly string[] {
  if (kind === 'commits') return ['diff-tree', '-r'];
  return kind === 'index' ? ['diff-index', '--cached', '--ita-invisible-in-index'] : ['diff-index'];
}

/**
 * Finds the sections of each entry. They come in the order of the entries; an entry without a difference in its text
 * has none, and one whose type changed has two. The header is compared with what git prints for the entry's names.
 */
function assignSections(
  entries: readonly DiffEntry[],
  sections: readonly PatchSection[],
): readonly (readonly PatchSection[])[] {
  const assigned: PatchSection[][] = entries.map(() => []);
  const headers = entries.map(({ path, oldPath }) =>
    Buffer.concat([
      Buffer.from('diff --git '),
      quotedPath('a/', oldPath ?? path),
      Buffer.from(' '),
      quotedPath('b/', path),
    ]),
  );
  let at = 0;
  for (const section of sections) {
    while (at < entries.length && headers[at]?.equals(section.header) !== true) at += 1;
    const own = assigned[at];
    if (own === undefined) {
      throw new Error(
        `A patch section fits no changed file: ${section.header.toString('utf8').slice(0, 200)}`,
      );
    }
    own.push(section);
  }
  return assigned;
}

/** Null for a file that was only touched. */
function draftOf(
  entry: DiffEntry,
  patch: Buffer,
  sections: readonly PatchSection[],
  patchIsWhole: boolean,
): Draft | null {
  const { counts, path, oldPath, oldMode, newMode, newId } = entry;
  // git counts every binary file whose time changed, but has no section for one whose bytes did not.
  const same = counts === null || (counts === 'binary' && patchIsWhole && sections.length === 0);
  if (entry.letter === 'M' && oldMode === newMode && same) return null;
  const name = path.toString('utf8');
  const spans = sections.flatMap((section) => section.hunks);
  const counted = counts !== null && counts !== 'binary' ? counts : countSpans(spans);
  const printed = entry.letter === 'T' ? 2 : 1;
  const lost = !patchIsWhole && sections.length < printed && counted.added + counted.removed > 0;
  return {
    path,
    oldPath,
    status: statusOf(entry, spans.length > 0 || counts === 'binary'),
    oldMode,
    newMode,
    // Where only one half of a change of type is binary, the other half has lines.
    binary: counts === 'binary' && spans.length === 0,
    added: counted.added,
    removed: counted.removed,
    newId,
    size: null,
    lines: spans.length === 0 ? noLines : { kind: 'patch', patch, spans },
    omitted: omissionOf(entry, name, lost),
  };
}

/** For hunks that only add or only remove. */
function countSpans(spans: readonly HunkSpan[]): { added: number; removed: number } {
  return {
    added: spans.reduce((sum, { newLines }) => sum + newLines, 0),
    removed: spans.reduce((sum, { oldLines }) => sum + oldLines, 0),
  };
}

function omissionOf({ letter, oldPath }: DiffEntry, name: string, lost: boolean): Omission | null {
  if (looksSecret(name) || (oldPath !== null && looksSecret(oldPath.toString('utf8')))) {
    return omissions.secret(name);
  }
  if (letter === 'U') return omissions.unmerged(name);
  return lost ? omissions.cut(name) : null;
}

function statusOf({ letter, oldMode, newMode }: DiffEntry, hasText: boolean): ChangeStatus {
  switch (letter) {
    case 'A':
      return 'added';
    case 'D':
      return 'deleted';
    case 'R':
      return 'renamed';
    case 'C':
      return 'copied';
    case 'T':
      return 'type_changed';
    default:
      return oldMode !== newMode && !hasText && letter === 'M' ? 'mode_changed' : 'modified';
  }
}
