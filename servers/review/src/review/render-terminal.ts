import { type Paint, painter, quotaFacts, visibleText, wrapFacts, wrapText } from '@codex-pro/terminal';
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
import { drawFrame, type FramePaint, frameOfQuote } from './draw-frame.ts';
import type { Finding } from './finding.ts';
import type { ReviewReport } from './report.ts';

export interface TerminalView {
  /** Width to fit, in columns. */
  readonly columns: number;
  readonly color: boolean;
}

/** Width below and above which a rendering does not go. */
const columnsBounds = { least: 40, most: 120 } as const;

/** A review as people read it in a terminal. Nothing in it can move the cursor or change colours but this code. */
export function renderTerminal(
  report: ReviewReport,
  view: TerminalView,
  frames: readonly CodeFrame[] = [],
): string {
  const paint = painter(view.color);
  const columns = Math.min(columnsBounds.most, Math.max(columnsBounds.least, view.columns));
  const lines: string[] = [];
  const verdict = verdictWords(report);
  const verdictPaint =
    report.part?.verdict === 'approve' ? paint.green : report.error === null ? paint.yellow : paint.red;
  const summary = visibleText(report.summary);
  // What failed is said once, under its code.
  const saysVerdict = summary.startsWith(`${verdict}: `);
  const opening =
    report.summary === report.error?.message ? verdict : saysVerdict ? summary : `${verdict}: ${summary}`;
  const [first = '', ...rest] = wrapText(opening, columns);
  lines.push(verdictPaint(paint.bold(first.slice(0, verdict.length))) + first.slice(verdict.length), ...rest);
  if (report.error !== null) {
    const { code, message, hint } = report.error;
    lines.push(
      '',
      paint.red(code),
      ...indent(wrapText(visibleText(`${message} ${hint ?? ''}`.trim()), columns - 2), 2),
    );
  }
  report.part?.findings.forEach((finding, index) => {
    lines.push('', ...findingLines(finding, index + 1, frames[index], columns, paint));
  });
  const refuted = report.part?.refuted ?? [];
  if (refuted.length > 0) {
    lines.push('', paint.bold('Refuted'));
    for (const claim of refuted) {
      const text = `${placeOf(claim)} ${claim.title}: ${claim.verification?.reason ?? ''}`;
      const [first = '', ...rest] = wrapText(visibleText(text), columns - 4);
      lines.push(`  ${first}`, ...indent(rest, 4));
    }
  }
  if (report.not_done.length > 0) {
    lines.push('', paint.bold('Not done'));
    for (const { what, why } of report.not_done) {
      const [first = '', ...rest] = wrapText(visibleText(`${what}: ${why}`), columns - 4);
      lines.push(`  ${first}`, ...indent(rest, 4));
    }
  }
  if (report.next_steps.length > 0) {
    lines.push('', paint.bold('Next'), ...report.next_steps.map((step) => `  ${visibleText(step)}`));
  }
  const facts = [spentFacts(report), quotaFacts(report.limits)].flatMap((group) => wrapFacts(group, columns));
  if (facts.length > 0) lines.push('', ...facts.map(paint.dim));
  if (report.job !== null) lines.push(paint.dim(`job ${report.job.id}`));
  const reports = report.artifacts.filter(
    ({ kind }) => kind === 'markdown' || kind === 'sarif' || kind === 'patch',
  );
  lines.push(...reports.map(({ kind, path }) => paint.dim(visibleText(`${kind} ${path}`))));
  return `${lines.join('\n')}\n`;
}

function findingLines(
  finding: Finding,
  number: number,
  frame: CodeFrame | undefined,
  columns: number,
  paint: Paint,
): string[] {
  const badge = `P${finding.priority}`;
  const paintBadge = finding.priority <= 1 ? paint.red : finding.priority === 2 ? paint.yellow : paint.dim;
  const margin = `${number}. ${badge} `.length;
  const [title = '', ...moreTitle] = wrapText(visibleText(finding.title), columns - margin);
  const facts = [
    priorityNames[finding.priority] ?? '',
    finding.category,
    `${percent(finding.confidence)} sure`,
    ...supportFacts(finding),
  ];
  const note = verificationNote(finding);
  const framePaint: FramePaint = { gutter: paint.dim, marked: plain, caret: paintBadge };
  const drawn = drawFrame(frame ?? frameOfQuote(finding), columns - 3, framePaint);
  return [
    `${number}. ${paintBadge(paint.bold(badge))} ${paint.bold(title)}`,
    ...indent(moreTitle.map(paint.bold), margin),
    `   ${paint.cyan(visibleText(placeOf(finding)))}`,
    ...indent(wrapFacts(facts, columns - 3).map(paint.dim), 3),
    '',
    ...indent(drawn, 3),
    '',
    ...indent(wrapText(visibleText(finding.body), columns - 3), 3),
    ...(note === null ? [] : indent(wrapText(visibleText(note), columns - 3).map(paint.yellow), 3)),
    ...replacementLines(finding, columns, paint),
  ];
}

function replacementLines(finding: Finding, columns: number, paint: Paint): string[] {
  if (finding.replacement === null) return [];
  const code = finding.replacement === '' ? ['(nothing)'] : finding.replacement.split('\n');
  const rows = code.map((text) => ({ number: null, sign: '+' as const, text, marked: false }));
  const drawn = drawFrame({ rows, columns: null }, columns - 3, {
    gutter: paint.dim,
    marked: plain,
    caret: plain,
  });
  return ['', '   Suggested instead:', ...indent(drawn.map(paint.green), 3)];
}

function indent(lines: readonly string[], by: number): string[] {
  return lines.map((line) => (line === '' ? '' : ' '.repeat(by) + line));
}

function plain(text: string): string {
  return text;
}
