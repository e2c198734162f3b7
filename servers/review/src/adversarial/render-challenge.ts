import type { Envelope, TerminalView } from '@codex-pro/capability';
import { painter, quotaFacts, visibleText, wrapText } from '@codex-pro/terminal';
import { percent, placeOf, spentFacts } from '../review/describe-report.ts';
import { codeBlock, codeSpan, safeInline, safeMarkdown } from '../review/safe-markdown.ts';
import {
  type AdversarialPart,
  type Challenge,
  type ChallengeList,
  challengeLists,
} from './adversarial-part.ts';

export type AdversarialEnvelope = Envelope<AdversarialPart>;

const titles: Readonly<Record<ChallengeList, string>> = {
  assumptions_challenged: 'Assumptions challenged',
  failure_modes: 'Failure modes',
  alternatives: 'Alternatives',
  trade_offs: 'Trade-offs',
};

function opening({ part, error, dry_run: dryRun }: AdversarialEnvelope): string {
  if (dryRun !== undefined) return 'dry run';
  if (part === null) return error === null ? 'no result yet' : 'no result';
  return part.verdict.replaceAll('_', ' ');
}

/** What it cost and which job it was; the same facts as under a review. */
function facts(envelope: AdversarialEnvelope): string[] {
  const report = { ...envelope, part: null };
  const job = envelope.job === null ? [] : [`job ${envelope.job.id}`];
  return [[...spentFacts(report)].join(' · '), quotaFacts(envelope.limits).join(' · '), ...job].filter(
    (line) => line !== '',
  );
}

/** `result.md`: the verdict, the lists with their evidence, what was not done, what it cost. */
export function renderChallengeMarkdown(envelope: AdversarialEnvelope): string {
  const { part, error } = envelope;
  const sections = [`# Adversarial review: ${opening(envelope)}`, safeMarkdown(envelope.summary)];
  if (error !== null)
    sections.push(`**${error.code}**: ${safeInline(`${error.message} ${error.hint ?? ''}`.trim())}`);
  if (part !== null) {
    for (const name of challengeLists) {
      sections.push(`## ${titles[name]}`, ...part[name].map(challengeMarkdown));
    }
  }
  if (envelope.not_done.length > 0) {
    const rows = envelope.not_done.map(({ what, why }) => `- ${codeSpan(what)}: ${safeInline(why)}`);
    sections.push('## Not done', rows.join('\n'));
  }
  if (envelope.next_steps.length > 0) {
    sections.push('## Next', envelope.next_steps.map((step) => `- ${codeSpan(step)}`).join('\n'));
  }
  sections.push('---', facts(envelope).map(safeInline).join('\n\n'));
  return `${sections.join('\n\n')}\n${packOf(envelope)}`;
}

function challengeMarkdown({ title, body, priority, confidence, evidence, found_by: by }: Challenge): string {
  return [
    `### P${priority}: ${safeInline(title)}`,
    `${codeSpan(placeOf(evidence))} · ${safeInline(`${percent(confidence)} sure · ${by.join(', ')}`)}`,
    codeBlock(evidence.quote.split('\n').map(visibleText), 'text'),
    safeMarkdown(body),
  ].join('\n\n');
}

/** The same for a terminal. Nothing in it can move the cursor or change colours but this code. */
export function renderChallengeText(envelope: AdversarialEnvelope, view: TerminalView): string {
  const columns = Math.min(120, Math.max(40, view.columns));
  const { bold, dim } = painter(view.color);
  const wrapped = (text: string, indent: number) =>
    wrapText(visibleText(text), columns - indent).map((line) =>
      line === '' ? '' : ' '.repeat(indent) + line,
    );
  const { part, error } = envelope;
  // What failed is said once, under its code.
  const lines = wrapped(envelope.summary === error?.message ? 'No result' : envelope.summary, 0);
  if (error !== null)
    lines.push('', bold(error.code), ...wrapped(`${error.message} ${error.hint ?? ''}`.trim(), 2));
  for (const name of part === null ? [] : challengeLists) {
    lines.push('', bold(titles[name]));
    for (const { title, body, priority, evidence } of part?.[name] ?? []) {
      lines.push(
        '',
        ...wrapped(`P${priority} ${title}`, 2).map(bold),
        ...wrapped(placeOf(evidence), 5).map(dim),
        ...evidence.quote.split('\n').flatMap((line) => wrapped(`| ${line}`, 5)),
        ...wrapped(body, 5),
      );
    }
  }
  if (envelope.not_done.length > 0) {
    lines.push('', bold('Not done'));
    for (const { what, why } of envelope.not_done) lines.push(...wrapped(`${what}: ${why}`, 2));
  }
  if (envelope.next_steps.length > 0)
    lines.push('', bold('Next'), ...envelope.next_steps.map((step) => `  ${visibleText(step)}`));
  lines.push(
    '',
    ...facts(envelope)
      .flatMap((fact) => wrapped(fact, 0))
      .map(dim),
  );
  return `${lines.join('\n')}\n${packOf(envelope)}`;
}

function packOf({ dry_run: dryRun }: AdversarialEnvelope): string {
  return dryRun === undefined ? '' : `\n${String(dryRun['pack'])}\n`;
}

/** The part with the last entry of its longest list left out; no list ever gets empty. */
export function shortenChallenge(
  part: AdversarialPart,
): { readonly part: AdversarialPart; readonly what: string } | undefined {
  const { files } = part.target;
  if (files.length > 20) {
    const kept = files.slice(0, files.length >> 1);
    return {
      part: { ...part, target: { ...part.target, files: kept } },
      what: 'names of files in adversarial.target.files',
    };
  }
  const [longest] = challengeLists.toSorted((a, b) => part[b].length - part[a].length);
  if (longest === undefined || part[longest].length < 2) return undefined;
  const last = part[longest].at(-1);
  return {
    part: { ...part, [longest]: part[longest].slice(0, -1) },
    what: `${longest}: ${last?.title ?? ''}`,
  };
}
