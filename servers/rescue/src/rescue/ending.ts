import type { LoopResult, WrittenLoop } from '@codex-pro/agent';
import type { InputItem } from '@codex-pro/codex';
import type { ErrorReport } from '@codex-pro/runtime';
import { commandsOf } from './commands-of.ts';
import type { FinalAnswer } from './final-answer.ts';
import type { RescuePart } from './part.ts';

type Told = Pick<RescuePart, 'outcome' | 'summary' | 'questions' | 'commands' | 'checks' | 'turns'>;

/** How the work ended, before its changes are collected. */
export interface Ending extends Told {
  readonly error: ErrorReport | null;
  /** For the thread; null where the loop never began. */
  readonly history: readonly InputItem[] | null;
  /** Ids of the messages that the user sent meanwhile and the model read. */
  readonly read: ReadonlySet<string>;
  /** Whether there is something that a check can decide. */
  readonly mayCheck: boolean;
  checked(checks: NonNullable<RescuePart['checks']>): Ending;
}

function ending(parts: Omit<Ending, 'checked'>): Ending {
  return {
    ...parts,
    checked(checks) {
      // The model's word does not decide.
      const outcome = parts.outcome === 'done' && !checks.passed ? 'partly' : parts.outcome;
      return ending({ ...parts, outcome, checks });
    },
  };
}

export function endOfLoop({ end, turns, history, records, steered }: LoopResult<FinalAnswer>): Ending {
  const shared = { commands: commandsOf(records), checks: null, turns, history, read: steered };
  switch (end.type) {
    case 'answered': {
      const { outcome, summary, questions } = end.value;
      const mayCheck = outcome !== 'unclear';
      return ending({ ...shared, outcome, summary, questions: [...questions], error: null, mayCheck });
    }
    case 'asked': {
      const questions = [...end.questions];
      const summary = 'The task is unclear: Codex asks before it goes on.';
      return ending({ ...shared, outcome: 'unclear', summary, questions, error: null, mayCheck: false });
    }
    case 'limit': {
      const told = { ...shared, summary: end.message, questions: [], mayCheck: true };
      if (end.limit === 'identical_failures') return ending({ ...told, outcome: 'could_not', error: null });
      const error: ErrorReport = {
        code: 'budget_exceeded',
        message: end.message,
        hint: 'What was done so far is kept. Go on with thread "last" and a higher limit.',
      };
      return ending({ ...told, outcome: 'partly', error });
    }
  }
}

/** The check was stopped by an error; what was known before it stays. */
export function stoppedBy(error: ErrorReport, before: Ending): Ending {
  return ending({ ...before, outcome: before.outcome === 'done' ? 'partly' : before.outcome, error });
}

/** The work was stopped by an error; `written` is what its transcript tells, null where it never began. */
export function endOfError(error: ErrorReport, written: WrittenLoop | null): Ending {
  return ending({
    outcome: 'partly',
    summary: error.message,
    questions: [],
    commands: commandsOf(written?.records ?? []),
    checks: null,
    turns: written?.turns ?? 0,
    error,
    history: written?.history ?? null,
    read: written?.steered ?? new Set(),
    mayCheck: false,
  });
}
