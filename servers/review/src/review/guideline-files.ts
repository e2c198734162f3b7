import { posix } from 'node:path';

/** Files in which projects tell authors and reviewers what they want. */
const names = ['AGENTS.md', 'CLAUDE.md', 'REVIEW.md'] as const;

/** Folders that are looked into at most: a change of thousands of folders does not need the rules of each. */
const mostFolders = 500;

/** Characters of one file, and of all. */
export const guidelineLimits = { file: 12_000, all: 32_000 } as const;

/** Where guidelines of these files may lie: every folder above each, the root included. */
export function guidelinePaths(files: readonly string[]): string[] {
  const folders = new Set<string>(['']);
  for (const file of files) {
    for (const folder of foldersAbove(file)) if (folders.size < mostFolders) folders.add(folder);
  }
  return [...folders].flatMap((folder) => names.map((name) => (folder === '' ? name : `${folder}/${name}`)));
}

/** The nearest first, without the root. */
function foldersAbove(file: string): string[] {
  const folders: string[] = [];
  for (let folder = posix.dirname(file); folder !== '.' && folder !== '/'; folder = posix.dirname(folder)) {
    folders.push(folder);
  }
  return folders;
}

export interface Guidelines {
  readonly guidelines: readonly { readonly path: string; readonly text: string }[];
  /** Paths of those that were cut, or found no room. */
  readonly cut: readonly string[];
}

/**
 * Of each kind the nearest above each file, the outermost first, within bounds. One that is a copy of another (people
 * link them) counts once.
 */
export function nearestGuidelines(files: readonly string[], texts: ReadonlyMap<string, string>): Guidelines {
  const nearest = new Set<string>();
  for (const file of files) {
    for (const name of names) {
      const places = [...foldersAbove(file).map((folder) => `${folder}/${name}`), name];
      const place = places.find((path) => texts.has(path));
      if (place !== undefined) nearest.add(place);
    }
  }
  const guidelines: { path: string; text: string }[] = [];
  const cut: string[] = [];
  const seen = new Set<string>();
  let room: number = guidelineLimits.all;
  for (const path of [...nearest].sort((a, b) => depthOf(a) - depthOf(b) || (a < b ? -1 : 1))) {
    const text = texts.get(path)?.trim() ?? '';
    if (text === '' || seen.has(text)) continue;
    seen.add(text);
    const kept = cutAtLine(text, Math.min(guidelineLimits.file, room));
    if (kept !== text) cut.push(path);
    if (kept === '') continue;
    room -= kept.length;
    guidelines.push({ path, text: kept });
  }
  return { guidelines, cut };
}

function depthOf(path: string): number {
  return path.split('/').length;
}

function cutAtLine(text: string, max: number): string {
  if (text.length <= max) return text;
  return text.slice(0, Math.max(0, text.lastIndexOf('\n', max)));
}
