import type { ClientAnswer } from '@codex-pro/mcp';
import { plantedLines } from './planted-sources.ts';
import { recordedAnswer } from './recorded-replies.ts';

/** What the review made of the recorded answer. */
export interface Outcome {
  /** Planted bugs that were found, each at the lines of its code. */
  readonly found: number;
  /** Findings whose recorded line was wrong and was put right. */
  readonly moved: number;
  /** Claims without code that were kept out. */
  readonly unanchored: number;
  /** null when all is as it should be. */
  readonly complaint: string | null;
}

/** Holds the answer of the tool against what was planted. */
export function checkOutcome(answer: ClientAnswer): Outcome {
  const findings = recordsIn(recordIn(answer.structured, 'review'), 'findings');
  const notDone = recordsIn(answer.structured, 'not_done');
  const quotes: readonly string[] = Object.values(plantedLines);
  const found = findings.filter((finding) => quotes.includes(String(finding['quote']))).length;
  const moved = findings.filter((finding) => {
    const recorded = recordedAnswer.findings.find((each) => each.quote === finding['quote']);
    return recorded !== undefined && recorded.line_start !== finding['line_start'];
  }).length;
  const unanchored = notDone.filter((each) => String(each['why']).startsWith('unanchored')).length;
  return { found, moved, unanchored, complaint: complaintAbout(answer, found, unanchored) };
}

function complaintAbout(answer: ClientAnswer, found: number, unanchored: number): string | null {
  if (answer.isError) return answer.text;
  const planted = Object.keys(plantedLines).length;
  if (found !== planted) return `${found} of ${planted} planted bugs were found.`;
  return unanchored === 1 ? null : 'The claim without code was not told apart.';
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
