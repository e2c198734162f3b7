import type { Envelope } from '@codex-pro/capability';
import type { BatchPart } from '../batch/part.ts';
import { planSchema } from '../batch/plan-schema.ts';
import { countText } from '../batch/progress.ts';

const shownChunks = 20;

/** A plan for people. */
export function renderPlan({ dry_run: given, summary }: Envelope<BatchPart>): string {
  const plan = planSchema.parse(given);
  const { input, cached_input: cached, output } = plan.tokens;
  const cost =
    plan.cost_usd === null ? 'unknown' : `about $${plan.cost_usd.toFixed(plan.cost_usd < 1 ? 3 : 2)}`;
  const shown = plan.chunk_list.slice(0, shownChunks);
  const lines = [
    '# Plan of a batch',
    '',
    summary,
    '',
    `- model: ${[plan.model, plan.effort, plan.tier].filter((word) => word !== null).join(', ')}; at most ${plan.concurrency} calls at once`,
    `- tokens: about ${countText(input)} in (${countText(cached)} of them cached), ${countText(output)} out`,
    `- cost: ${cost}. ${plan.cost_note}`,
    `- time: about ${plan.minutes < 1 ? 'a minute' : `${Math.round(plan.minutes)} min`}`,
    ...(plan.quota === null ? [] : [`- quota: ${plan.quota}`]),
    `- outputs: ${plan.output_dir}`,
    ...(plan.warnings.length === 0
      ? []
      : ['', '## Warnings', '', ...plan.warnings.map((line) => `- ${line}`)]),
    '',
    '## Chunks',
    '',
    ...shown.map(({ index, name, tokens, file }) => `${index}. ${name} (${tokens} tokens) → ${file}`),
    ...(plan.chunks > shown.length ? [`… and ${plan.chunks - shown.length} more`] : []),
    '',
    '## The first prompt',
    '',
    plan.first_prompt,
    '',
  ];
  return lines.join('\n');
}
