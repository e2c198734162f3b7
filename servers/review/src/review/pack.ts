import type { ChangedFile, Snapshot } from '@codex-pro/git';
import { fenced, fenceName } from './fence.ts';
import { fillPack } from './fill-pack.ts';
import type { NotDone } from './finding.ts';
import { leftOutRule } from './left-out.ts';
import { type LeftOutFile, leftOutList, roomForList } from './left-out-list.ts';
import { type PackLimits, sizeOf } from './pack-limits.ts';
import { type ReplacedLines, redactFile } from './redact-files.ts';
import { fileRank } from './review-order.ts';
import type { ReviewSettings } from './review-settings.ts';
import { type CountTokens, estimateTokens } from './token-count.ts';
import { overBudget, replacedSecrets } from './unsent-reasons.ts';

/** What a reviewer is sent, and the account of what it is not. */
export interface Pack {
  /** The change, fenced: the same bytes for the same input. */
  readonly text: string;
  readonly filesSent: number;
  readonly filesTotal: number;
  readonly hunksSent: number;
  readonly hunksTotal: number;
  /** Every file or hunk that was not sent, and every text that was altered before sending. */
  readonly notDone: readonly NotDone[];
  /** True when all that should be reviewed is in the pack. */
  readonly complete: boolean;
  /** UTF-8 bytes of `text`. */
  readonly bytes: number;
  readonly estimatedTokens: number;
  /** The files that may be reviewed, secrets replaced: anchors and frames are made from these. */
  readonly reviewable: Snapshot;
}

export interface PackOptions {
  readonly settings: Pick<ReviewSettings, 'ignore' | 'caps'>;
  readonly limits: PackLimits;
  /** What was replaced before the snapshot came here; the pack replaces again, so that it never depends on that. */
  readonly replaced?: readonly ReplacedLines[] | undefined;
  /** By default the estimate. */
  readonly count?: CountTokens;
}

/**
 * Makes the pack of a snapshot: pure, and equal for equal input. Every hunk of the snapshot is in the text or
 * named in `notDone`, and the text never exceeds `limits`. When not all fits, sources come before configuration,
 * tests and prose, and hunks that only delete are dropped first.
 */
export function buildPack(snapshot: Snapshot, options: PackOptions): Pack {
  const { limits, count = estimateTokens, replaced = [] } = options;
  const sorted = sortFiles(snapshot.files, options.settings, replaced);
  const byRank = sorted.reviewable.toSorted((a, b) => fileRank(a.path) - fileRank(b.path));
  const filled = fillPack(byRank, roomForFiles(limits, count), count);
  const cut = filled.files.filter((entry) => entry.text === null || entry.missing.size > 0);
  const list = leftOutList(
    [...sorted.leftOut, ...cut.map(({ file }) => ({ path: file.path, word: 'over_budget' }))],
    roomForList(limits),
    count,
  );
  const texts = filled.files.flatMap((entry) => (entry.text === null ? [] : [entry.text]));
  const content = [...texts, ...(list === '' ? [] : [list])].join('\n\n');
  const text = fenced(fenceName(content), content);
  return {
    text,
    filesSent: texts.length,
    filesTotal: snapshot.files.length,
    hunksSent: sumOf(filled.files, (entry) => entry.file.hunks.length - entry.missing.size),
    hunksTotal: sumOf(snapshot.files, (file) => file.hunks.length),
    notDone: [...sorted.notDone, ...cut.map((entry) => ({ what: entry.file.path, why: overBudget(entry) }))],
    complete: sorted.complete && filled.all,
    bytes: Buffer.byteLength(text),
    estimatedTokens: count(text),
    reviewable: { ...snapshot, files: sorted.reviewable },
  };
}

interface SortedFiles {
  /** Secrets replaced. */
  readonly reviewable: readonly ChangedFile[];
  readonly leftOut: readonly LeftOutFile[];
  readonly notDone: readonly NotDone[];
  readonly complete: boolean;
}

function sortFiles(
  files: readonly ChangedFile[],
  settings: PackOptions['settings'],
  replaced: readonly ReplacedLines[],
): SortedFiles {
  const before = new Map(replaced.map(({ path, lines }) => [path, lines]));
  const leftOutBy = leftOutRule(settings);
  const reviewable: ChangedFile[] = [];
  const leftOut: LeftOutFile[] = [];
  const notDone: NotDone[] = [];
  let complete = true;
  for (const file of files) {
    const reason = leftOutBy(file);
    if (reason === null) {
      const safe = redactFile(file);
      reviewable.push(safe.file);
      const lines = [...new Set([...(before.get(file.path) ?? []), ...safe.lines])].sort((a, b) => a - b);
      if (lines.length > 0) notDone.push({ what: file.path, why: replacedSecrets(lines) });
    } else {
      leftOut.push({ path: file.path, word: reason.word });
      notDone.push({ what: file.path, why: `${reason.word}: ${reason.why}` });
      complete &&= !reason.partial;
    }
  }
  return { reviewable, leftOut, notDone, complete };
}

function roomForFiles(limits: PackLimits, count: CountTokens): PackLimits {
  const fence = sizeOf(fenced(fenceName(''), ''), count);
  const list = roomForList(limits);
  return {
    tokens: limits.tokens - fence.tokens - list.tokens,
    characters: limits.characters - fence.characters - list.characters,
  };
}

function sumOf<T>(items: readonly T[], of: (item: T) => number): number {
  let total = 0;
  for (const item of items) total += of(item);
  return total;
}
