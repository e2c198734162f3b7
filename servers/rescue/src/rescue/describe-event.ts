import type { LoopEvent } from '@codex-pro/agent';

/** What is being done now, for people: a phase, and what is worth keeping in the history. */
export interface EventWords {
  readonly phase: string | null;
  readonly note: { readonly type: string; readonly message: string } | null;
}

const silent: EventWords = { phase: null, note: null };

export function describeEvent(event: LoopEvent, turn: number): EventWords {
  const at = (what: string): string => `turn ${turn}: ${what}`;
  switch (event.type) {
    case 'resumed':
      return noted('resumed', `goes on after turn ${event.turns}${interrupted(event.interrupted)}`);
    case 'turn':
      return { phase: at('thinks'), note: null };
    case 'said':
      return noted('said', at(event.text.slice(0, 200)));
    case 'call_started':
      return { phase: at(event.what), note: null };
    case 'call_ended': {
      const seconds = (event.ms / 1000).toFixed(1);
      const end = event.failure === null ? '' : ' (failed)';
      return {
        phase: at('thinks'),
        note: { type: 'tool', message: at(`${event.what}, ${seconds} s${end}`) },
      };
    }
    case 'steered':
      return noted('steered', `read a message: ${event.text.slice(0, 200)}`);
    case 'compacting':
      return { phase: at('shortens the history'), note: null };
    case 'compacted':
      return noted('compacted', `the history was shortened to ${event.items} items`);
    case 'repairing':
      return noted('repair', `the final answer is asked for again: ${event.complaint}`);
    case 'model':
      return silent;
  }
}

function noted(type: string, message: string): EventWords {
  return { phase: null, note: { type, message } };
}

function interrupted(calls: readonly string[]): string {
  return calls.length === 0 ? '' : `; interrupted: ${calls.join(', ')}`;
}
