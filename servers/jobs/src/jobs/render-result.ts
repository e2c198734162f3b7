import { counted, painter, visibleText, wrapText } from '@codex-pro/terminal';
import * as z from 'zod';
import type { View } from './view.ts';
import { amount, dollars } from './words.ts';

const shape = z.object({
  job: z.object({ id: z.string(), kind: z.string(), state: z.string() }).nullable(),
  summary: z.string(),
  usage: z.object({
    requests: z.number(),
    input_tokens: z.number(),
    output_tokens: z.number(),
    cost_usd: z.number().nullable(),
  }),
  not_done: z.array(z.object({ what: z.string(), why: z.string() })),
  artifacts: z.array(z.object({ kind: z.string(), path: z.string() })),
  next_steps: z.array(z.string()),
  error: z.object({ code: z.string(), message: z.string(), hint: z.string().exactOptional() }).nullable(),
});

/** A result that has no report of its own: what its envelope says. */
export function renderResult(result: Readonly<Record<string, unknown>>, view: View): string {
  const paint = painter(view.color);
  const { job, summary, usage, not_done: notDone, artifacts, next_steps: steps, error } = shape.parse(result);
  const wrapped = (text: string, by = 0) =>
    wrapText(visibleText(text), view.columns - by).map((line) => ' '.repeat(by) + line);
  const lines = [
    paint.bold(job === null ? 'no job' : `${job.id}  ${job.kind}  ${job.state}`),
    ...wrapped(summary),
  ];
  if (error !== null) {
    lines.push('', paint.red(error.code));
    if (error.message !== summary) lines.push(...wrapped(error.message));
    if (error.hint !== undefined) lines.push(...wrapped(error.hint));
  }
  if (notDone.length > 0) lines.push('', paint.bold('Not done'));
  for (const { what, why } of notDone) lines.push(...wrapped(`${what}: ${why}`, 2));
  if (steps.length > 0) lines.push('', paint.bold('Next'), ...steps.map((step) => `  ${visibleText(step)}`));
  const spent = `${counted(usage.requests, 'request')} · ${amount(usage.input_tokens)} in · ${amount(usage.output_tokens)} out · ${dollars(usage.cost_usd)}`;
  lines.push(
    '',
    paint.dim(spent),
    ...artifacts.map(({ kind, path }) => paint.dim(visibleText(`${kind} ${path}`))),
  );
  return `${lines.join('\n')}\n`;
}
