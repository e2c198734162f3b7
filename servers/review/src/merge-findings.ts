import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Envelope, type Product, toWire } from '@codex-pro/capability';
import { checkPatch, type Snapshot } from '@codex-pro/git';
import { fitCharacters, type ToolAnswer } from '@codex-pro/mcp';
import { counted } from '@codex-pro/terminal';
import * as z from 'zod';
import { readDismissals } from './dismissals.ts';
import { snapshotAttachment } from './job-request.ts';
import { unanchoredNote } from './review/account.ts';
import { codeFrame } from './review/code-frame.ts';
import type { Finding, ReviewPart } from './review/finding.ts';
import { isGap } from './review/gaps.ts';
import { type MergedSources, mergeSources, type Source, sourceClaimSchema } from './review/merge-sources.ts';
import type { MergedPart } from './review/merged-part.ts';
import { renderMarkdown } from './review/render-markdown.ts';
import { openReviewJob } from './review-job.ts';
import type { MergeFindingsInput } from './tools/merge-findings.ts';
import { writeWhole } from './whole-file.ts';

export const mergedFileName = 'merged.json';
const reportFileName = 'merged.md';
const sourceFile = /^source-([a-z0-9-]+)\.json$/;

/**
 * Keeps the findings of one source with a review, and merges those of all sources that were kept with the findings of
 * Codex. A source that comes again takes the place of what it said before.
 */
export async function mergeFindings(
  input: MergeFindingsInput,
  product: Product,
  signal: AbortSignal,
): Promise<ToolAnswer> {
  const { job, home, folder, frame, part, maxCharacters } = await openReviewJob(input.job_id, product);
  await writeWhole(join(folder, `source-${input.source}.json`), JSON.stringify(input.findings));
  const snapshot: Snapshot = JSON.parse(await readFile(join(folder, snapshotAttachment), 'utf8'));
  const sources = await readSources(folder);
  const merged = await mergeSources(part, sources, {
    snapshot,
    checkPatch: (file) => checkPatch({ ...file, signal }),
    dismissals: await readDismissals(home, job.workspace),
    complete: !frame.not_done.some(isGap),
  });
  const who: MergedPart['sources'] = [
    { source: 'codex', findings: part.findings.length },
    ...sources.map(({ name, claims }) => ({ source: name, findings: claims.length })),
  ];
  const shown: MergedPart = {
    sources: who,
    consensus: merged.consensus.map(placed),
    claude_only: merged.claudeOnly.map(placed),
    codex_only: merged.codexOnly.map(placed),
    overturned: merged.overturned.map(placed),
  };
  const envelope: Envelope<ReviewPart> = {
    ...frame,
    part: merged.part,
    summary: summaryOf(merged, sources),
    not_done: [
      ...frame.not_done,
      ...merged.dismissed,
      ...merged.unanchored.map(({ source, claim }) => ({
        ...unanchoredNote(claim),
        what: `${source}: ${claim.title}`,
      })),
    ],
    artifacts: [
      ...frame.artifacts,
      { kind: 'merged', path: join(folder, mergedFileName) },
      { kind: 'merged-markdown', path: join(folder, reportFileName) },
    ],
  };
  const wire = { ...toWire('review', envelope), merged: shown };
  await writeWhole(join(folder, mergedFileName), `${JSON.stringify(wire, null, 2)}\n`);
  await writeWhole(join(folder, reportFileName), renderMarkdown(envelope, framesOf(merged.part, snapshot)));
  return { structured: fitted(envelope, shown, maxCharacters) };
}

async function readSources(folder: string): Promise<readonly Source[]> {
  const names = (await readdir(folder)).filter((name) => sourceFile.test(name)).sort();
  return Promise.all(
    names.map(async (file) => ({
      name: sourceFile.exec(file)?.[1] ?? file,
      claims: z.array(sourceClaimSchema).parse(JSON.parse(await readFile(join(folder, file), 'utf8'))),
    })),
  );
}

function framesOf({ findings }: ReviewPart, { files }: Snapshot) {
  return findings.flatMap((finding) => {
    const file = files.find(({ path }) => path === finding.file);
    return file === undefined ? [] : [codeFrame({ finding, file, removed: null })];
  });
}

function placed({ fingerprint, priority, title, file, line_start }: Finding) {
  return { fingerprint, priority, title, file, line_start };
}

function summaryOf(merged: MergedSources, sources: readonly Source[]): string {
  const { consensus, claudeOnly, codexOnly, overturned, part } = merged;
  const verdict = part.verdict === 'approve' ? 'Approved' : 'Needs attention';
  const who = sources.map(({ name }) => name).join(', ');
  return `${verdict}: ${counted(part.findings.length, 'finding')} of Codex and ${who} together: ${consensus.length} by both, ${claudeOnly.length} by Claude only, ${codexOnly.length} by Codex only; ${counted(overturned.length, 'claim')} overturned.`;
}

/** What an answer may hold: the last findings go first, and are named; the file has all. */
function fitted(envelope: Envelope<ReviewPart>, merged: MergedPart, max: number): Record<string, unknown> {
  const { part } = envelope;
  let kept = part?.findings.length ?? 0;
  const all = kept;
  const wire = (): Record<string, unknown> => {
    const cut = {
      what: `${all - kept} more findings`,
      why: `cut: too long for one answer; ${mergedFileName} in artifacts has all.`,
    };
    return {
      ...toWire('review', {
        ...envelope,
        part: part === null ? null : { ...part, findings: part.findings.slice(0, kept) },
        not_done: kept < all ? [cut, ...envelope.not_done.slice(0, 20)] : envelope.not_done,
      }),
      merged,
    };
  };
  return fitCharacters(wire(), max, () => {
    if (kept === 0) return undefined;
    kept -= 1;
    return wire();
  });
}
