import type { ChangedFile } from '@codex-pro/git';
import { generatedMarks, generatedNames, markLines, vendoredFolders } from './generated-files.ts';
import { ignoreGlobs } from './ignore-globs.ts';
import { lockFiles } from './lock-files.ts';
import type { ReviewSettings } from './review-settings.ts';

/** Why a file is not sent. `partial` where its change should have been reviewed and was not. */
export interface LeftOut {
  /** The fixed first word of the `not_done` entry. */
  readonly word: string;
  /** The sentence that follows it. */
  readonly why: string;
  readonly partial: boolean;
}

/**
 * Decides about whole files: a file is left out for one reason, the first that holds. What would not be reviewed
 * anyway comes before what the collector had to leave out: a huge lock file is no gap in a review. A rule is for one
 * snapshot, in its order: it adds up the bytes.
 */
export function leftOutRule(
  settings: Pick<ReviewSettings, 'ignore' | 'caps'>,
): (file: ChangedFile) => LeftOut | null {
  const { caps } = settings;
  let total = 0;
  const ignoredBy = ignoreGlobs(settings.ignore);
  return (file) => {
    const glob = ignoredBy(file.path);
    if (glob !== null) return byRule('ignored', `matches the ignore pattern ${glob}.`);
    const name = file.path.slice(file.path.lastIndexOf('/') + 1).toLowerCase();
    if (lockFiles.has(name)) return byRule('lock_file', 'written by a package manager.');
    if (file.generated) return byRule('generated', '.gitattributes says it is generated or vendored.');
    if (vendoredFolders.some((folder) => folder.test(file.path))) {
      return byRule('vendored', 'third-party code, by its folder.');
    }
    if (generatedNames.some((pattern) => pattern.test(file.path))) {
      return byRule('generated', 'by its name.');
    }
    if (file.omitted !== null) {
      const { word, why } = file.omitted;
      return { word, why, partial: word !== 'binary' && word !== 'secret' };
    }
    if (file.binary) return byRule('binary', 'a binary file has no lines to review.');
    if (hasGeneratedMark(file)) return byRule('generated', 'its first lines say so.');
    const bytes = changeBytes(file);
    if (bytes > caps.file)
      return overCap(
        `it has ${bytes} bytes to review, over the limit of ${caps.file} for a file (review.caps.file).`,
      );
    if (total + bytes > caps.total)
      return overCap(`all files together are over the limit of ${caps.total} bytes (review.caps.total).`);
    total += bytes;
    return null;
  };
}

function byRule(word: string, why: string): LeftOut {
  return { word, why, partial: false };
}

function overCap(why: string): LeftOut {
  return { word: 'too_large', why, partial: true };
}

function changeBytes(file: ChangedFile): number {
  let bytes = 0;
  for (const hunk of file.hunks) for (const line of hunk.lines) bytes += Buffer.byteLength(line) + 1;
  return bytes;
}

/**
 * A mark that this change adds to a file that was there before does not count: otherwise one comment line would
 * take a file out of its own review.
 */
function hasGeneratedMark(file: ChangedFile): boolean {
  const isNew = file.status === 'added' || file.status === 'untracked';
  return topLines(file, isNew).some((line) => generatedMarks.some((mark) => mark.test(line)));
}

function topLines(file: ChangedFile, withAdded: boolean): string[] {
  const added = new Set<number>();
  const top = new Map<number, string>();
  for (const hunk of file.hunks) {
    if (hunk.newStart > markLines) break;
    let number = Math.max(hunk.newStart, 1);
    for (const line of hunk.lines) {
      if (number > markLines) break;
      if (line.startsWith('+') || line.startsWith(' ')) {
        if (line.startsWith('+')) added.add(number);
        top.set(number, line.slice(1));
        number += 1;
      }
    }
  }
  if (file.content !== null) {
    file.content.split('\n', markLines).forEach((line, index) => {
      top.set(index + 1, line);
    });
  }
  return [...top].filter(([number]) => withAdded || !added.has(number)).map(([, line]) => line);
}
