import type { Envelope } from '@codex-pro/capability';
import { counted, quotaFacts, spendingFacts, visibleText } from '@codex-pro/terminal';
import type { RescuePart } from './rescue/part.ts';

/** A line a fact: files, checks, commands, where the changes are, what it used, what was not done. */
export function factsOf({ part, usage, limits, not_done: notDone, job }: Envelope<RescuePart>): string[] {
  if (part === null) return [];
  return [
    ...part.changes.map(
      ({ kind, path, added, removed }) =>
        `${kind} ${visibleText(path)} (+${added ?? '?'} -${removed ?? '?'})`,
    ),
    ...(part.ignored_changes.files === 0
      ? []
      : [
          `${counted(part.ignored_changes.files, 'ignored file')} changed, which undo_rescue puts back: ${part.ignored_changes.paths.map(visibleText).join(', ')}`,
        ]),
    ...(part.checks === null
      ? []
      : [
          `check ${part.checks.passed ? 'passed' : 'FAILED'}: ${visibleText(part.checks.command)} (exit ${part.checks.exit})`,
        ]),
    `${counted(part.commands.length, 'command')} in ${counted(part.turns, 'turn')}, thread ${part.thread_id}${job === null ? '' : `, job ${job.id}`}`,
    ...(part.branch === null ? [] : [`branch ${part.branch}`]),
    ...(part.patch === null ? [] : [`patch ${part.patch}`]),
    ...[spendingFacts(usage), quotaFacts(limits)].flatMap((facts) =>
      facts.length === 0 ? [] : [facts.join(' · ')],
    ),
    ...notDone.map(({ what, why }) => `not done: ${visibleText(what)}: ${visibleText(why)}`),
  ];
}
