import type { CallProgress, InputItem, ModelCall, ModelPort } from '@codex-pro/codex';
import type { AgentTool } from '../agent-tool.ts';
import type { Spent, Transcript } from '../transcript/entry.ts';
import type { ToolRecord } from './loop-state.ts';

export interface LoopLimits {
  /** Requests of this loop, repairs included, compaction aside; at least 1. The last one is announced to the model. */
  readonly turns: number;
  /** Input and output tokens, over every attempt of the job; null for none. Binds between requests, like the rest. */
  readonly tokens: number | null;
  /** Ignored where no price is known. */
  readonly usd: number | null;
  readonly minutes: number | null;
  /** Calls that fail in the same way without anything else succeeding. Default 5. */
  readonly identicalFailures?: number;
}

/** A message that the user sent while the loop was running. */
export interface Steering {
  readonly id: string;
  readonly text: string;
}

export interface LoopOptions<T> {
  readonly model: ModelPort;
  /** For the ledger: `rescue`, `reviewer` … */
  readonly purpose: string;
  /** Base instructions; no text of the workspace in them. */
  readonly instructions: string;
  /** What the loop starts from: an earlier conversation, the task. Ignored where the transcript has begun. */
  readonly input: readonly InputItem[];
  readonly tools: readonly AgentTool[];
  /** The final answer: a strict schema, sent with every request, and the check that its text must pass. */
  readonly answer: {
    readonly format: NonNullable<ModelCall['format']>;
    /** Throws on what is no answer, in words that the model can act on. */
    parse(value: unknown): T;
  };
  readonly transcript: Transcript;
  readonly limits: LoopLimits;
  readonly signal: AbortSignal;
  /** One key for all requests of a conversation: the id of its thread. */
  readonly promptCacheKey?: string;
  /** Messages sent so far, old ones too: those that are in the history already are passed over. */
  readonly steering?: () => readonly Steering[] | Promise<readonly Steering[]>;
  readonly onEvent?: (event: LoopEvent) => void;
  /** Tokens at which the history is shortened; default 80 % of the model's window. */
  readonly compactAtTokens?: number;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

/** What the loop is doing now, for people. */
export type LoopEvent =
  | { readonly type: 'resumed'; readonly turns: number; readonly interrupted: readonly string[] }
  | { readonly type: 'turn'; readonly turn: number; readonly of: number }
  | { readonly type: 'model'; readonly progress: CallProgress }
  /** Words of the model on the way, beside its calls. */
  | { readonly type: 'said'; readonly text: string }
  | { readonly type: 'call_started'; readonly callId: string; readonly tool: string; readonly what: string }
  | {
      readonly type: 'call_ended';
      readonly callId: string;
      readonly tool: string;
      readonly what: string;
      readonly failure: string | null;
      readonly ms: number;
      readonly record: Readonly<Record<string, unknown>> | null;
    }
  | { readonly type: 'steered'; readonly id: string; readonly text: string }
  | { readonly type: 'compacting'; readonly tokens: number }
  | { readonly type: 'compacted'; readonly items: number }
  | { readonly type: 'repairing'; readonly complaint: string };

export type LimitName = 'turns' | 'tokens' | 'usd' | 'minutes' | 'identical_failures' | 'budget';

/** How a loop came to its end. */
export type LoopEnd<T> =
  | { readonly type: 'answered'; readonly value: T }
  /** A tool said that the task cannot go on before these are answered. */
  | { readonly type: 'asked'; readonly questions: readonly string[] }
  /** Nothing is wrong, but a limit is reached. `message` says which, for people. */
  | { readonly type: 'limit'; readonly limit: LimitName; readonly message: string };

export interface LoopResult<T> {
  readonly end: LoopEnd<T>;
  readonly turns: number;
  readonly spent: Spent;
  /** The whole history, for a conversation that goes on; every call in it has its output. */
  readonly history: readonly InputItem[];
  /** What tools recorded, in the order of the calls' ends. */
  readonly records: readonly ToolRecord[];
  /** Ids of the messages that were taken in. */
  readonly steered: ReadonlySet<string>;
}
