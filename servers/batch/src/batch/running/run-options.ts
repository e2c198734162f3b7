import type { CallRecord } from '@codex-pro/runtime';
import type { Chunk } from '../chunk.ts';
import type { Question } from '../prompt/question.ts';
import type { Engine } from './engine.ts';

export interface RunOptions {
  readonly engine: Engine;
  /** To be sent, in this order. */
  readonly chunks: readonly Chunk[];
  questionOf(chunk: Chunk): Question;
  /** The most calls at once. */
  readonly limit: number;
  /** One call alone first: the others find in the prompt cache what they share. */
  readonly warmUp: boolean;
  /** Epoch milliseconds up to which a reset of the quota is waited for; null: not at all. */
  readonly patientUntil: number | null;
  readonly signal: AbortSignal;
  /** Throws where there may be no further call. */
  checkBudget(): void;
  /** Called for each chunk that ended; it counts only when this resolves. Rejecting stops the batch. */
  onEnd(end: ChunkEnd): Promise<void>;
  /** Sending pauses until then (epoch milliseconds), or goes on (null). */
  onPause(until: number | null): void;
}

export interface ChunkEnd {
  readonly chunk: Chunk;
  readonly result: { readonly output: string } | { readonly error: unknown };
  /** Of the ledger, refusals for pace left out. */
  readonly attempts: readonly CallRecord[];
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly endedAt: number;
}

export interface RunEnd {
  /** Why it stopped before the end; null when every chunk had its turn. */
  readonly stopped: unknown;
  /** Ended by faults of the backend after its last answer: they may be good. */
  readonly doubtful: ReadonlySet<string>;
}
