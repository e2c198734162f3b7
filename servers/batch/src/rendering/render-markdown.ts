import type { Envelope } from '@codex-pro/capability';
import { errorLine, quotaFacts, spendingFacts } from '@codex-pro/terminal';
import type { BatchPart } from '../batch/part.ts';

/** Failures and leftovers that are shown; all are in failures.md. */
const shownAtMost = 20;

/** `result.md`, and what a terminal prints. */
export function renderMarkdown({
  job,
  summary,
  part,
  usage,
  limits,
  not_done: notDone,
  artifacts,
  next_steps: steps,
  error,
}: Envelope<BatchPart>): string {
  const lines = [`# Batch${job === null ? '' : ` ${job.id}`}: ${job?.state ?? 'not started'}`, '', summary];
  if (error !== null)
    lines.push('', `**${error.code}**${errorLine(error, summary).slice(error.code.length)}`);
  if (part !== null) {
    lines.push('', `- outputs: ${part.output_dir}`);
    lines.push(
      `- total ${part.total}, done ${part.done}, failed ${part.failed}, kept ${part.skipped}, not reached ${part.remaining}`,
    );
  }
  for (const facts of [spendingFacts(usage), quotaFacts(limits)])
    if (facts.length > 0) lines.push(`- ${facts.join(' · ')}`);
  lines.push(
    ...listed(
      'Failed',
      (part?.failures ?? []).map(({ name, code, message }) => `${name} (${code}): ${message}`),
    ),
  );
  lines.push(
    ...listed(
      'Not done',
      notDone.map(({ what, why }) => `${what}: ${why}`),
    ),
  );
  lines.push(
    ...listed(
      'Files',
      artifacts.map(({ kind, path }) => `${kind}: ${path}`),
    ),
  );
  lines.push(...listed('Next', steps));
  return `${lines.join('\n')}\n`;
}

function listed(title: string, entries: readonly string[]): string[] {
  if (entries.length === 0) return [];
  const shown = entries.slice(0, shownAtMost).map((entry) => `- ${entry.replaceAll(/\s+/g, ' ')}`);
  const more = entries.length - shown.length;
  return ['', `## ${title}`, '', ...shown, ...(more > 0 ? [`- and ${more} more`] : [])];
}
