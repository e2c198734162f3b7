import type { InputItem, Usage } from '@codex-pro/codex';
import type { Spent, TranscriptEntry } from '../transcript/entry.ts';
import { createFailureCount } from './failure-count.ts';
import { type ToolCall, toolCalls } from './tool-call.ts';

/** A fact that a tool left for the result of the job. */
export interface ToolRecord {
  readonly tool: string;
  readonly callId: string;
  readonly record: Readonly<Record<string, unknown>>;
}

/** The last answer of the model, until something joined the history after it. */
export interface LastAnswer {
  readonly text: string;
  readonly endTurn: boolean;
}

/** Where a loop stands: everything that its transcript says, and nothing else. */
export interface LoopState {
  readonly history: readonly InputItem[];
  /** Requests that were answered. */
  readonly turns: number;
  readonly spent: Spent;
  /** Of the last request, where nothing was shortened since. */
  readonly usage: Usage | null;
  /** Items that joined the history after the last answer: its usage does not count them. */
  readonly sinceUsage: readonly InputItem[];
  /** Whether the history was shortened since the last answer: once more would not make it shorter. */
  readonly justCompacted: boolean;
  /** Calls of the last answer that have no output yet, in order. */
  readonly openCalls: readonly ToolCall[];
  /** Ids of open calls with effects that were begun. */
  readonly begun: ReadonlySet<string>;
  readonly answer: LastAnswer | null;
  readonly questions: readonly string[];
  readonly records: readonly ToolRecord[];
  /** Ids of steering messages that are in the history. */
  readonly steered: ReadonlySet<string>;
  /** Names of the notes of ours in the history. */
  readonly notes: readonly string[];
  readonly identicalFailures: number;
  /** Advances the state by one line. */
  apply(entry: TranscriptEntry): void;
}

/**
 * A state that advances by transcript lines alone, so that a loop that goes on and a loop that is resumed are in the
 * same state by construction. `effectsOf` tells which tools have effects.
 */
export function createLoopState(effectsOf: (tool: string) => 'none' | 'some'): LoopState {
  let history: InputItem[] = [];
  let turns = 0;
  let spent: Spent = { tokens: 0, usd: 0, ms: 0 };
  let usage: Usage | null = null;
  let sinceUsage: InputItem[] = [];
  let calls: readonly ToolCall[] = [];
  let answer: LastAnswer | null = null;
  let justCompacted = false;
  const outputs = new Map<string, InputItem>();
  const begun = new Set<string>();
  const questions: string[] = [];
  const records: ToolRecord[] = [];
  const steered = new Set<string>();
  const notes: string[] = [];
  const failures = createFailureCount();

  const join = (items: readonly InputItem[]) => {
    history.push(...items);
    sinceUsage.push(...items);
  };

  const answered = (entry: Extract<TranscriptEntry, { type: 'output' }>) => {
    const call = calls.find((each) => each.id === entry.callId);
    if (call === undefined || outputs.has(call.id)) return;
    outputs.set(call.id, entry.item);
    failures.see(call, effectsOf(entry.name), entry.failure);
    if (entry.record !== undefined)
      records.push({ tool: entry.name, callId: entry.callId, record: entry.record });
    questions.push(...(entry.questions ?? []));
    if (outputs.size < calls.length) return;
    // All calls first, then their outputs in the order of the calls, whichever was ready first.
    join(calls.flatMap((each) => outputs.get(each.id) ?? []));
    calls = [];
    answer = null;
  };

  return {
    get history() {
      return history;
    },
    get turns() {
      return turns;
    },
    get spent() {
      return spent;
    },
    get usage() {
      return usage;
    },
    get sinceUsage() {
      return sinceUsage;
    },
    get justCompacted() {
      return justCompacted;
    },
    get openCalls() {
      return calls.filter((call) => !outputs.has(call.id));
    },
    begun,
    get answer() {
      return answer;
    },
    questions,
    records,
    steered,
    notes,
    get identicalFailures() {
      return failures.most;
    },
    apply(entry) {
      switch (entry.type) {
        case 'begin':
          history = [...entry.input];
          return;
        case 'resume':
          return;
        case 'answer':
          turns = entry.turn;
          history.push(...entry.items);
          usage = entry.usage;
          sinceUsage = [];
          spent = entry.spent;
          answer = { text: entry.text, endTurn: entry.endTurn };
          calls = toolCalls(entry.items);
          justCompacted = false;
          outputs.clear();
          begun.clear();
          questions.length = 0;
          return;
        case 'call':
          begun.add(entry.callId);
          return;
        case 'output':
          answered(entry);
          return;
        case 'message':
          join([entry.item]);
          answer = null;
          if (entry.steering !== undefined) {
            steered.add(entry.steering);
            // Whatever was asked, the user has spoken.
            questions.length = 0;
          }
          if (entry.note !== undefined) notes.push(entry.note);
          return;
        case 'compacted':
          history = [...entry.history];
          justCompacted = true;
          usage = null;
          sinceUsage = [];
          spent = entry.spent;
      }
    },
  };
}
