import type { ChangedFile, Hunk, Snapshot } from '@codex-pro/git';
import { fenced, fenceName } from './fence.ts';
import { shownPath } from './file-header.ts';
import { type FilledFile, fillPack } from './fill-pack.ts';
import type { NotDone } from './finding.ts';
import { leftOutRule } from './left-out.ts';
import { type PackLimits, sizeOf } from './pack-limits.ts';
import { redactFile } from './redact-files.ts';
import { fileRank } from './review-order.ts';
import type { ReviewSettings } from './review-settings.ts';
import { type CountTokens, estimateTokens } from './token-count.ts';

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
  readonly settings: Pick<ReviewSettings, 'ignore'>;
  readonly limits: PackLimits;
  /** By default the estimate. */
  readonly count?: CountTokens;
}

/** Room kept for the list of what is left out: at most this share, and at most so many characters. */
const listShare = 0.03;
const listCharacters = 6_000;

/**
 * Makes the pack of a snapshot: pure, and equal for equal input. Every hunk of the snapshot is in the text or
 * named in `notDone`, and the text never exceeds `limits`. When not all fits, sources come before configuration,
 * tests and prose, and hunks that only delete are dropped first.
 */
export function buildPack(snapshot: Snapshot, options: PackOptions): Pack {
  const count = options.count ?? estimateTokens;
  const rule = leftOutRule(options.settings);
  const reviewable: ChangedFile[] = [];
  const notDone: NotDone[] = [];
  let complete = true;
  let hunksLeftOut = 0;
  for (const file of snapshot.files) {
    const reason = rule(file);
    if (reason !== null) {
      notDone.push({ what: file.path, why: reason.why });
      complete &&= !reason.partial;
      hunksLeftOut += file.hunks.length;
      continue;
    }
    const { file: safe, lines } = redactFile(file);
    reviewable.push(safe);
    if (lines.length > 0) notDone.push({ what: file.path, why: replacedSecrets(lines) });
  }
  const ordered = reviewable.toSorted((a, b) => fileRank(a.path) - fileRank(b.path));
  const filled = fillPack(ordered, roomForFiles(options.limits, count), count);
  for (const entry of filled.files) {
    if (entry.text === null || entry.missing.size > 0) {
      notDone.push({ what: entry.file.path, why: overBudget(entry) });
    }
  }
  const body = filled.files.flatMap((entry) => (entry.text === null ? [] : [entry.text]));
  const list = leftOutList(notDone, options.limits, count);
  if (list !== '') body.push(list);
  const content = body.join('\n\n');
  const text = fenced(fenceName(content), content);
  const hunksSent = sumOf(filled.files, (entry) => entry.file.hunks.length - entry.missing.size);
  return {
    text,
    filesSent: sumOf(filled.files, (entry) => (entry.text === null ? 0 : 1)),
    filesTotal: snapshot.files.length,
    hunksSent,
    hunksTotal: hunksLeftOut + sumOf(ordered, (file) => file.hunks.length),
    notDone,
    complete: complete && filled.all,
    bytes: Buffer.byteLength(text),
    estimatedTokens: count(text),
    reviewable: { ...snapshot, files: reviewable },
  };
}

function roomForFiles(limits: PackLimits, count: CountTokens): PackLimits {
  const fence = sizeOf(fenced(fenceName(''), ''), count);
  const list = listRoom(limits);
  return {
    tokens: limits.tokens - fence.tokens - list.tokens,
    characters: limits.characters - fence.characters - list.characters,
  };
}

function listRoom(limits: PackLimits): { tokens: number; characters: number } {
  const characters = Math.floor(Math.min(listCharacters, limits.characters * listShare));
  return { characters, tokens: Math.floor(Math.min(characters / 2, limits.tokens * listShare)) };
}

/** Tells the reviewer what else belongs to the change, as far as the room goes, so that it does not guess. */
function leftOutList(notDone: readonly NotDone[], limits: PackLimits, count: CountTokens): string {
  const room = listRoom(limits);
  const rows = notDone
    .filter(({ why }) => !why.startsWith('secret: ') || !why.includes('replaced'))
    .map(({ what, why }) => `${shownPath(what)}: ${why.slice(0, why.indexOf(':'))}`);
  if (rows.length === 0) return '';
  const heading = '=== Also part of the change, but not shown here';
  let text = '';
  for (let shown = rows.length; shown > 0 && text === ''; shown = Math.floor(shown / 2)) {
    const rest = rows.length - shown;
    const more = rest === 0 ? [] : [`and ${rest} more`];
    const candidate = [heading, ...rows.slice(0, shown), ...more].join('\n');
    const size = sizeOf(candidate, count);
    if (size.characters + 2 <= room.characters && size.tokens + 2 <= room.tokens) text = candidate;
  }
  return text;
}

function replacedSecrets(lines: readonly number[]): string {
  const numbers = lines.slice(0, 10).join(', ');
  const more = lines.length > 10 ? ' …' : '';
  const noun = lines.length === 1 ? 'line' : 'lines';
  return `secret: secret-looking strings were replaced before sending (${noun} ${numbers}${more}).`;
}

/** Names the hunks by their lines, so that each one that is missing can be found. */
function overBudget(entry: FilledFile): string {
  const places = [...entry.missing].sort((a, b) => a - b).map((index) => linesOf(entry.file.hunks[index]));
  if (places.length === 0) return 'over_budget: there was no room for it in the request.';
  const noun = places.length === 1 ? 'hunk' : 'hunks';
  const where = places.join(', ');
  return `over_budget: ${places.length} ${noun} of ${entry.file.hunks.length} did not fit in the request (${where}).`;
}

function linesOf(hunk: Hunk | undefined): string {
  if (hunk === undefined) return '';
  if (hunk.newLines === 0) return `removed lines ${range(hunk.oldStart, hunk.oldLines)}`;
  return `lines ${range(hunk.newStart, hunk.newLines)}`;
}

function range(start: number, length: number): string {
  return length <= 1 ? String(start) : `${start}-${start + length - 1}`;
}

function sumOf<T>(items: readonly T[], of: (item: T) => number): number {
  let total = 0;
  for (const item of items) total += of(item);
  return total;
}
