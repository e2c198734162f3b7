import type { ClientAnswer } from '@codex-pro/mcp';
import { plantedLines } from './planted-sources.ts';
import { recordedAnswer } from './recorded-replies.ts';

/** What the review made of the recorded answer. */
export interface Outcome {
  /** Planted bugs that were found, each at the lines of its code. */
  readonly found: number;
  /** Findings whose recorded line was wrong and was put right. */
  readonly moved: number;
  /** Findings that two roles or more made. */
  readonly consensus: number;
  /** Claims that the sceptic refuted. */
  readonly refuted: number;
  /** Findings with a patch. */
  readonly patched: number;
  /** Claims without code that were kept out. */
  readonly unanchored: number;
  /** null when all is as it should be. */
  readonly complaint: string | null;
}

/** Holds the answer of the tool against what was planted. One reviewer alone has no votes, and nobody doubts it. */
export function checkOutcome(answer: ClientAnswer, reviewers: 'four' | 'one' = 'four'): Outcome {
  const findings = recordsIn(recordIn(answer.structured, 'review'), 'findings');
  const notDone = recordsIn(answer.structured, 'not_done');
  const quotes: readonly string[] = Object.values(plantedLines);
  const found = findings.filter((finding) => quotes.includes(String(finding['quote']))).length;
  const moved = findings.filter((finding) => {
    const recorded = recordedAnswer.findings.find((each) => each.quote === finding['quote']);
    return recorded !== undefined && recorded.line_start !== finding['line_start'];
  }).length;
  const unanchored = notDone.filter((each) => String(each['why']).startsWith('unanchored')).length;
  const consensus = findings.filter(({ votes }) => typeof votes === 'number' && votes > 1).length;
  const refuted = recordsIn(recordIn(answer.structured, 'review'), 'refuted').length;
  const patched = findings.filter(({ patch }) => typeof patch === 'string').length;
  const outcome = { found, moved, consensus, refuted, patched, unanchored };
  return { ...outcome, complaint: complaintAbout(answer, outcome, reviewers) };
}

function complaintAbout(
  answer: ClientAnswer,
  outcome: Omit<Outcome, 'complaint'>,
  reviewers: 'four' | 'one',
): string | null {
  if (answer.isError) return answer.text;
  const planted = Object.keys(plantedLines).length;
  if (outcome.found !== planted) return `${outcome.found} of ${planted} planted bugs were found.`;
  if (outcome.unanchored !== 1) return 'The claim without code was not told apart.';
  if (reviewers === 'four') {
    if (outcome.consensus !== planted) return `${outcome.consensus} of ${planted} findings have two votes.`;
    if (outcome.refuted !== 1) return 'The claim that the sceptic refuted is not under the refuted ones.';
  }
  return outcome.patched === planted ? null : `${outcome.patched} of ${planted} findings have a patch.`;
}

function recordIn(value: unknown, field: string): unknown {
  return isRecord(value) ? value[field] : undefined;
}

function recordsIn(value: unknown, field: string): Record<string, unknown>[] {
  const list = recordIn(value, field);
  return Array.isArray(list) ? list.filter(isRecord) : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The path of an artifact; undefined where the result has none of this kind. */
export function artifactPath(answer: ClientAnswer, kind: string): string | undefined {
  const artifact = recordsIn(answer.structured, 'artifacts').find((each) => each['kind'] === kind);
  return artifact === undefined ? undefined : String(artifact['path']);
}
