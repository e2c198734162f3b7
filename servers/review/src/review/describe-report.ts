import { spendingFacts } from '@codex-pro/terminal';
import type { Finding } from './finding.ts';
import type { ReviewReport } from './report.ts';

/** What the priorities mean, in the words of every rendering. */
export const priorityNames = ['release blocker', 'urgent', 'normal', 'minor'] as const;

/** `src/a.ts:3-5` */
export function placeOf(finding: Pick<Finding, 'file' | 'line_start' | 'line_end'>): string {
  const end = finding.line_end > finding.line_start ? `-${finding.line_end}` : '';
  return `${finding.file}:${finding.line_start}${end}`;
}

/** What speaks for a finding, in a few words each; nothing where one reviewer was all there was. */
export function supportFacts({ votes, found_by: foundBy, verification }: Finding): string[] {
  const seen = votes > 1 ? [`${votes} votes: ${foundBy.join(', ')}`] : [`1 vote: ${foundBy.join(', ')}`];
  return [...seen, ...(verification === null ? [] : [verification.state])];
}

/** What the sceptic said, where it is worth a line: a confirmation is shown by its word alone. */
export function verificationNote({ verification }: Finding): string | null {
  if (verification === null || verification.state === 'confirmed') return null;
  return `${verificationWords[verification.state]}: ${verification.reason}`;
}

const verificationWords = { refuted: 'Refuted', unsure: 'Not sure', unverified: 'Unverified' } as const;

/** `82 %`, never `100 %` for less. */
export function percent(share: number): string {
  return `${Math.floor(share * 100)} %`;
}

export function verdictWords(report: ReviewReport): string {
  if (report.dry_run !== undefined) return 'Dry run';
  if (report.part === null) return report.error === null ? 'No result yet' : 'No review';
  return report.part.verdict === 'approve' ? 'Approved' : 'Needs attention';
}

/** Who answered, how long it took, and what was spent: facts, each in a few words. None where nobody was asked. */
export function spentFacts(report: ReviewReport): string[] {
  const { job, usage } = report;
  if (usage.requests === 0) return [];
  const seconds = job === null ? null : secondsOf(job.started_at, job.ended_at);
  return [
    ...(job?.model === null || job?.model === undefined
      ? []
      : [[job.model, job.effort, job.tier].filter((word) => word !== null).join(' ')]),
    ...(seconds === null ? [] : [`${seconds.toFixed(1)} s`]),
    ...spendingFacts(usage),
  ];
}

function secondsOf(start: string | null, end: string | null): number | null {
  return start === null || end === null ? null : Math.max(0, Date.parse(end) - Date.parse(start)) / 1000;
}
