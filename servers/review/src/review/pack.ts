import type { ChangedFile, Snapshot } from '@codex-pro/git';
import { addContext } from './add-context.ts';
import { coupledOrder } from './coupled-order.ts';
import { dealIntoParts } from './deal-into-parts.ts';
import { inFence } from './fence.ts';
import { type FilledFile, fillPack } from './fill-pack.ts';
import type { NotDone } from './finding.ts';
import { leftOutRule } from './left-out.ts';
import { type LeftOutFile, leftOutList, roomForList } from './left-out-list.ts';
import { type PackLimits, sizeOf } from './pack-limits.ts';
import { type ReplacedLines, redactFile } from './redact-files.ts';
import { fileRank } from './review-order.ts';
import type { ReviewSettings } from './review-settings.ts';
import { type CountTokens, estimateTokens } from './token-count.ts';
import { overBudget, pointerOnly, replacedSecrets } from './unsent-reasons.ts';

/** One request's share of the change. */
export interface PackPart {
  /** The code, fenced: the same bytes for the same input. */
  readonly text: string;
  /** Paths of the files in it, wholly or in part. */
  readonly files: ReadonlySet<string>;
  /** UTF-8 bytes of `text`. */
  readonly bytes: number;
  readonly estimatedTokens: number;
}

/** What reviewers are sent, and the account of what they are not. */
export interface Pack {
  /** At least one; more only where more were allowed. */
  readonly parts: readonly [PackPart, ...PackPart[]];
  readonly filesSent: number;
  readonly filesTotal: number;
  readonly hunksSent: number;
  readonly hunksTotal: number;
  /** Every file or hunk that was not sent, and every text that was altered before sending. */
  readonly notDone: readonly NotDone[];
  /** True when all that should be reviewed is in the pack. */
  readonly complete: boolean;
  /** The files that may be reviewed, secrets replaced: anchors and frames are made from these. */
  readonly reviewable: Snapshot;
}

export interface PackOptions {
  readonly settings: Pick<ReviewSettings, 'ignore' | 'caps'>;
  /** Of each part. */
  readonly limits: PackLimits;
  /** What was replaced before the snapshot came here; the pack replaces again, so that it never depends on that. */
  readonly replaced?: readonly ReplacedLines[] | undefined;
  /** By default the estimate. */
  readonly count?: CountTokens;
  /** By default 1. */
  readonly mostParts?: number;
  /** The same files, chosen by the same rules, in the opposite order: for a second look. */
  readonly turned?: boolean;
}

/**
 * Makes the pack of a snapshot: pure, and equal for equal input. Every hunk of the snapshot is in a part or named in
 * `notDone`, and no part exceeds `limits`. When not all fits, sources come before configuration, tests and prose, and
 * hunks that only delete are dropped first. Where there is room, the code around the hunks is shown.
 */
export function buildPack(snapshot: Snapshot, options: PackOptions): Pack {
  const { limits, count = estimateTokens, mostParts = 1, replaced = [], turned = false } = options;
  const sorted = sortFiles(snapshot.files, options.settings, replaced);
  const inOrder = turned ? sorted.reviewable.toReversed() : sorted.reviewable;
  const byRank = inOrder.toSorted((a, b) => fileRank(a.path) - fileRank(b.path));
  const room = roomForFiles(limits, count);
  const filled = fillPack(byRank, room, count);
  const dealt =
    filled.all || mostParts === 1
      ? [filled.files.filter(({ text }) => text !== null)]
      : dealIntoParts(
          turned ? coupledOrder(byRank).toReversed() : coupledOrder(byRank),
          room,
          mostParts,
          count,
        );
  const sent = unionOf(byRank, dealt);
  const cut = sent.filter((entry) => !entry.sent || entry.missing.size > 0);
  const leftOut = [...sorted.leftOut, ...cut.map(({ file }) => ({ path: file.path, word: 'over_budget' }))];
  const [first = [], ...more] = dealt;
  const partOf = (files: readonly FilledFile[]): PackPart => {
    const wide = addContext(files, room, count);
    const here = new Set(files.map(({ file }) => file.path));
    const elsewhere =
      dealt.length === 1 ? [] : sent.filter((entry) => entry.sent && !here.has(entry.file.path));
    const others = elsewhere.map(({ file }) => ({ path: file.path, word: 'in another part' }));
    const list = leftOutList([...leftOut, ...others], roomForList(limits), count);
    const texts = wide.flatMap((entry) => (entry.text === null ? [] : [entry.text]));
    const content = [...texts, ...(list === '' ? [] : [list])].join('\n\n');
    const text = inFence(content);
    return { text, files: here, bytes: Buffer.byteLength(text), estimatedTokens: count(text) };
  };
  return {
    parts: [partOf(first), ...more.map(partOf)],
    filesSent: sent.filter((entry) => entry.sent).length,
    filesTotal: snapshot.files.length,
    hunksSent: sumOf(sent, (entry) => (entry.sent ? entry.file.hunks.length - entry.missing.size : 0)),
    hunksTotal: sumOf(snapshot.files, (file) => file.hunks.length),
    notDone: [...sorted.notDone, ...cut.map((entry) => ({ what: entry.file.path, why: overBudget(entry) }))],
    complete: sorted.complete && cut.length === 0,
    reviewable: { ...snapshot, files: sorted.reviewable },
  };
}

/** What of a file is in any part. */
export interface SentFile {
  readonly file: ChangedFile;
  readonly sent: boolean;
  /** Indexes of hunks that are not wholly in the parts together. */
  readonly missing: ReadonlySet<number>;
}

/** A hunk that was cut over two parts was sent. */
function unionOf(files: readonly ChangedFile[], parts: readonly (readonly FilledFile[])[]): SentFile[] {
  const byFile = Map.groupBy(parts.flat(), (entry) => entry.file);
  return files.map((file) => {
    const entries = byFile.get(file) ?? [];
    const missing = new Set<number>();
    for (const [index, hunk] of file.hunks.entries()) {
      const whole = entries.some((entry) => !entry.missing.has(index));
      const lines = sumOf(entries, (entry) =>
        sumOf(entry.pieces, (piece) => (piece.hunk === index ? piece.lines : 0)),
      );
      if (!whole && lines < hunk.lines.length) missing.add(index);
    }
    return { file, sent: entries.length > 0, missing };
  });
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
      if (file.special === 'submodule' && file.newMode === '160000')
        notDone.push({ what: file.path, why: pointerOnly });
    } else {
      leftOut.push({ path: file.path, word: reason.word });
      notDone.push({ what: file.path, why: `${reason.word}: ${reason.why}` });
      complete &&= !reason.partial;
    }
  }
  return { reviewable, leftOut, notDone, complete };
}

function roomForFiles(limits: PackLimits, count: CountTokens): PackLimits {
  const fence = sizeOf(inFence(''), count);
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
