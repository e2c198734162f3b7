import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Product } from '@codex-pro/capability';
import type { ToolAnswer } from '@codex-pro/mcp';
import { cleanText, InputError } from '@codex-pro/runtime';
import * as z from 'zod';
import { keepDismissal } from './dismissals.ts';
import { mergedFileName } from './merge-findings.ts';
import { placeOf } from './review/describe-report.ts';
import { claimSchema, type Finding, reviewPartSchema } from './review/finding.ts';
import { openReviewJob } from './review-job.ts';
import type { DismissFindingInput } from './tools/dismiss-finding.ts';

/** Keeps a finding from being reported again in its workspace. Throws InputError where the job has no such finding. */
export async function dismissFinding(input: DismissFindingInput, product: Product): Promise<ToolAnswer> {
  const { job, home, folder, part } = await openReviewJob(input.job_id, product);
  const known = [...part.findings, ...part.refuted, ...(await mergedFindings(folder))];
  const matching = new Map(
    known.filter((one) => one.fingerprint.startsWith(input.fingerprint)).map((one) => [one.fingerprint, one]),
  );
  const [finding] = matching.values();
  if (finding === undefined || matching.size > 1) {
    const many = matching.size > 1 ? `${matching.size} findings` : 'no finding';
    throw new InputError(
      'input_invalid',
      `Job ${job.id} has ${many} with the fingerprint ${input.fingerprint}.`,
      {
        hint: 'Take it from review.findings[].fingerprint of the result.',
      },
    );
  }
  const path = await keepDismissal(home, job.workspace, {
    fingerprint: finding.fingerprint,
    reason: cleanText(input.reason.replace(/\s+/g, ' '), 1_000),
    at: new Date().toISOString(),
    job_id: job.id,
    finding: claimSchema.parse(finding),
  });
  return {
    structured: {
      summary: `Dismissed in ${job.workspace}: ${finding.title} (${placeOf(finding)}). It is not reported again; later reviews name it in not_done.`,
      fingerprint: finding.fingerprint,
      path,
    },
  };
}

/** What other sources found, where they were merged. */
async function mergedFindings(folder: string): Promise<readonly Finding[]> {
  const text = await readFile(join(folder, mergedFileName), 'utf8').catch(() => '{}');
  return z.object({ review: reviewPartSchema }).safeParse(JSON.parse(text)).data?.review.findings ?? [];
}
