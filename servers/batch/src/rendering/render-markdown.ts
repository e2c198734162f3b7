import type { Envelope } from '@codex-pro/capability';
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
}: Envelope<BatchPart>): string {
  const lines = [`# Batch${job === null ? '' : ` ${job.id}`}: ${job?.state ?? 'not started'}`, '', summary];
  if (part !== null) {
    lines.push('', `- outputs: ${part.output_dir}`);
    lines.push(
      `- total ${part.total}, done ${part.done}, failed ${part.failed}, kept ${part.skipped}, not reached ${part.remaining}`,
    );
  }
  const cost = usage.cost_usd === null ? 'cost unknown' : `$${usage.cost_usd.toFixed(4)}`;
  lines.push(
    `- ${usage.requests} calls, ${usage.input_tokens} tokens in (${usage.cached_input_tokens} cached), ${usage.output_tokens} out, ${cost}. ${usage.cost_note}`,
  );
  if (limits?.primary)
    lines.push(`- quota: ${limits.primary.used_percent} % used, resets at ${limits.primary.resets_at}`);
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
