import type { ModelPort } from '@codex-pro/codex';
import { cleanText, toErrorReport } from '@codex-pro/runtime';
import { askTogether } from './ask-together.ts';
import type { Verification } from './finding.ts';
import { blockingPriority } from './judge.ts';
import type { MergedClaim } from './merge-claims.ts';
import type { ReportProgress } from './progress.ts';
import { parseVerifierAnswer, type VerifierAnswer } from './verifier-answer.ts';
import { verifierCall } from './verifier-call.ts';

/** Claims that one review has checked at most, the worst first; the others stay `unverified`. */
const mostChecked = 40;
const maxReasonBytes = 1_000;

/** Whether a claim stands by itself: two votes, or too small a matter to ask about. */
export function needsVerification({ votes, anchored }: MergedClaim): boolean {
  return votes < 2 && anchored.finding.priority <= blockingPriority;
}

/**
 * Asks a sceptic about each claim that has one vote and weight, each in a call of its own. Gives what was said, by
 * claim; one that is not in the map stands without. A verifier that fails leaves its claim `unverified`. The claims
 * come in order of importance. Throws only where `signal` aborts.
 */
export async function verifyClaims(
  claims: readonly MergedClaim[],
  options: {
    readonly model: ModelPort;
    /** The fenced code that a claim's file was sent in. */
    readonly changeOf: (path: string) => string;
    readonly signal: AbortSignal;
    readonly progress: ReportProgress;
  },
): Promise<ReadonlyMap<MergedClaim, Verification>> {
  const { model, changeOf, signal, progress } = options;
  const single = claims.filter(needsVerification);
  const checked = single.slice(0, mostChecked);
  const said = new Map<MergedClaim, Verification>();
  for (const claim of single.slice(mostChecked)) {
    said.set(claim, unverified(`only ${mostChecked} claims are checked in one review.`));
  }
  let done = 0;
  const report = (): void =>
    progress(`checking claims that only one reviewer made`, { done, total: checked.length });
  if (checked.length > 0) report();
  const asked = await askTogether(
    checked.map((claim) => {
      const call = verifierCall(claim, changeOf(claim.anchored.file.path));
      return {
        prefix: call.promptCacheKey,
        async send(onProgress) {
          try {
            const { value } = await model.respondJson(call, parseVerifierAnswer, { signal, onProgress });
            return value;
          } finally {
            done += 1;
            report();
          }
        },
      };
    }),
    signal,
  );
  for (const [index, claim] of checked.entries()) {
    const end = asked[index];
    if (end?.ok === true) said.set(claim, verdictOf(end.answer));
    else said.set(claim, unverified(`the verifier failed (${toErrorReport(end?.error).code}).`));
  }
  return said;
}

function unverified(why: string): Verification {
  return { state: 'unverified', reason: `Not checked: ${why}` };
}

function verdictOf({ state, reason, deciding_lines: lines }: VerifierAnswer): Verification {
  const decided = lines.length === 0 ? '' : ` Decided by: ${lines.slice(0, 3).join(' | ')}`;
  return { state, reason: cleanText(`${reason}${decided}`.replace(/\s+/g, ' ').trim(), maxReasonBytes) };
}
