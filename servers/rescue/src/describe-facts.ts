import type { Envelope } from '@codex-pro/capability';
import { visibleText } from '@codex-pro/terminal';
import type { RescuePart } from './rescue/part.ts';

/** A line a fact: files, checks, commands, where the changes are, what it used, what was not done. */
export function factsOf({ part, usage, not_done: notDone, job }: Envelope<RescuePart>): string[] {
  if (part === null) return [];
  const cost = usage.cost_usd === null ? '' : `, $${usage.cost_usd.toFixed(4)}`;
  return [
    ...part.changes.map(
      ({ kind, path, added, removed }) =>
        `${kind} ${visibleText(path)} (+${added ?? '?'} -${removed ?? '?'})`,
    ),
    ...(part.ignored_changes.files === 0
      ? []
      : [
          `${part.ignored_changes.files} ignored files changed, which undo_rescue puts back: ${part.ignored_changes.paths.map(visibleText).join(', ')}`,
        ]),
    ...(part.checks === null
      ? []
      : [
          `check ${part.checks.passed ? 'passed' : 'FAILED'}: ${visibleText(part.checks.command)} (exit ${part.checks.exit})`,
        ]),
    `${part.commands.length} commands in ${part.turns} turns, thread ${part.thread_id}${job === null ? '' : `, job ${job.id}`}`,
    ...(part.branch === null ? [] : [`branch ${part.branch}`]),
    ...(part.patch === null ? [] : [`patch ${part.patch}`]),
    `${usage.input_tokens} tokens in, ${usage.output_tokens} out${cost}. ${usage.cost_note}`,
    ...notDone.map(({ what, why }) => `not done: ${visibleText(what)}: ${visibleText(why)}`),
  ];
}
