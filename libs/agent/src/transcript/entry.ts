import type { InputItem, OutputItem, Usage } from '@codex-pro/codex';

/** What was spent so far, over every attempt of the job. */
export interface Spent {
  readonly tokens: number;
  /** null where no price is known. */
  readonly usd: number | null;
  /** Milliseconds of running, waiting between attempts aside. */
  readonly ms: number;
}

/**
 * One line of a transcript. Every line is written before what it speaks of is acted on, so the transcript alone says
 * where a loop that died has to go on.
 */
export type TranscriptEntry =
  /** The history that the loop starts from. The first line, once. */
  | { readonly type: 'begin'; readonly at: string; readonly input: readonly InputItem[] }
  /** Another worker took the loop over. */
  | { readonly type: 'resume'; readonly at: string }
  /** What the model answered, whole, before any of its calls runs. */
  | {
      readonly type: 'answer';
      readonly turn: number;
      readonly items: readonly OutputItem[];
      readonly text: string;
      readonly endTurn: boolean;
      readonly usage: Usage | null;
      readonly spent: Spent;
    }
  /** A call with effects is about to run. */
  | { readonly type: 'call'; readonly callId: string; readonly name: string }
  /** The answer to a call. */
  | {
      readonly type: 'output';
      readonly callId: string;
      readonly name: string;
      readonly item: InputItem;
      readonly failure: string | null;
      readonly record?: Readonly<Record<string, unknown>>;
      readonly questions?: readonly string[];
    }
  /** A message that joins the history: steering (with its id), or a note of ours. */
  | { readonly type: 'message'; readonly item: InputItem; readonly steering?: string; readonly note?: string }
  /** The history was shortened to these items. */
  | { readonly type: 'compacted'; readonly history: readonly InputItem[]; readonly spent: Spent };

/** Where a transcript goes. */
export interface Transcript {
  /** What is in it already; empty for a new one. */
  readonly entries: readonly TranscriptEntry[];
  /** Resolves when the entries are on disk: only then is anything done about them. */
  append(...entries: readonly TranscriptEntry[]): Promise<void>;
}
