import { notShownNote } from './account.ts';
import type { NotDone, ReviewPart } from './finding.ts';

/** What an answer shows: as many findings as were asked for. What ranks below is named; the file result.json has it. */
export function shownPart(part: ReviewPart): {
  readonly part: ReviewPart;
  readonly notDone: readonly NotDone[];
} {
  const { findings, shown } = part;
  return {
    part: { ...part, findings: findings.slice(0, shown) },
    notDone: findings.slice(shown).map((finding) => notShownNote(finding, shown)),
  };
}

/** The same for a report as a whole. */
export function shownReport<Report extends { part: ReviewPart | null; not_done: readonly NotDone[] }>(
  report: Report,
): Omit<Report, 'not_done'> & { not_done: NotDone[] } {
  if (report.part === null) return { ...report, not_done: [...report.not_done] };
  const { part, notDone } = shownPart(report.part);
  return { ...report, part, not_done: [...report.not_done, ...notDone] };
}
