import { counted, quotaFacts, visibleText } from '@codex-pro/terminal';
import type { CodeFrame } from './code-frame.ts';
import {
  percent,
  placeOf,
  priorityNames,
  spentFacts,
  supportFacts,
  verdictWords,
  verificationNote,
} from './describe-report.ts';
import { drawFrame, frameOfQuote, unpainted } from './draw-frame.ts';
import type { Finding, ReviewPart } from './finding.ts';
import type { ReviewReport } from './report.ts';
import { codeBlock, codeSpan, safeInline, safeMarkdown } from './safe-markdown.ts';

/** Columns of a code frame on a page. */
const frameColumns = 120;

/**
 * `result.md`: verdict first, then the findings with their code, then what was not done and what it cost. Without
 * frames the quotes stand alone.
 */
export function renderMarkdown(report: ReviewReport, frames: readonly CodeFrame[] = []): string {
  const { part, error } = report;
  const sections = [`# Review: ${verdictWords(report).toLowerCase()}`, safeMarkdown(report.summary)];
  if (error !== null) {
    const hint = error.hint === undefined ? '' : ` ${safeInline(error.hint)}`;
    sections.push(`**${error.code}**: ${safeInline(error.message)}${hint}`);
  }
  if (part !== null) {
    sections.push(targetLine(part));
    part.findings.forEach((finding, index) => {
      sections.push(findingSection(finding, index + 1, frames[index]));
    });
  }
  if (part !== null && part.refuted.length > 0) {
    const rows = part.refuted.map(
      (claim) =>
        `- ${codeSpan(placeOf(claim))} ${safeInline(claim.title)} (${supportFacts(claim).map(safeInline).join(' · ')}): ${safeInline(claim.verification?.reason ?? '')}`,
    );
    sections.push('## Refuted', rows.join('\n'));
  }
  if (report.not_done.length > 0) {
    const rows = report.not_done.map(({ what, why }) => `- ${codeSpan(what)}: ${safeInline(why)}`);
    sections.push('## Not done', rows.join('\n'));
  }
  if (report.next_steps.length > 0) {
    sections.push('## Next', report.next_steps.map((step) => `- ${codeSpan(step)}`).join('\n'));
  }
  const facts = [spentFacts(report), quotaFacts(report.limits)].filter((group) => group.length > 0);
  if (report.job !== null) facts.push([`job ${report.job.id}`]);
  if (facts.length > 0)
    sections.push('---', facts.map((group) => group.map(safeInline).join(' · ')).join('\n\n'));
  return `${sections.join('\n\n')}\n`;
}

function targetLine({ target }: ReviewPart): string {
  const side = (id: string | null, otherwise: string) =>
    id === null ? otherwise : codeSpan(id.slice(0, 12));
  const [oldSide, newSide] = sideNames(target.scope);
  return `Target: ${safeInline(target.scope)}, ${side(target.base, oldSide)} to ${side(target.head, newSide)}, ${counted(target.files.length, 'file')}.`;
}

/** What stands for a side that is no commit of this clone. */
function sideNames(scope: string): readonly [oldSide: string, newSide: string] {
  if (scope === 'pull-request') return ['its base', 'its head'];
  return ['nothing', scope === 'staged' ? 'the index' : 'the working tree'];
}

function findingSection(finding: Finding, number: number, frame: CodeFrame | undefined): string {
  const name = priorityNames[finding.priority] ?? '';
  const facts = [name, finding.category, `${percent(finding.confidence)} sure`, ...supportFacts(finding)];
  const note = verificationNote(finding);
  const parts = [
    `## ${number}. P${finding.priority}: ${safeInline(finding.title)}`,
    `${codeSpan(placeOf(finding))} · ${facts.map(safeInline).join(' · ')}`,
    codeBlock(drawFrame(frame ?? frameOfQuote(finding), frameColumns, unpainted), 'text'),
    safeMarkdown(finding.body),
    ...(note === null ? [] : [`*${safeInline(note)}*`]),
  ];
  if (finding.replacement !== null) {
    const lines = finding.replacement === '' ? [] : finding.replacement.split('\n').map(visibleText);
    parts.push(
      lines.length === 0
        ? 'Suggested: remove these lines.'
        : `Suggested instead:\n\n${codeBlock(lines, language(finding.file))}`,
    );
  }
  return parts.join('\n\n');
}

function language(file: string): string {
  return /\.([a-z0-9]{1,8})$/i.exec(file)?.[1]?.toLowerCase() ?? '';
}
