import type { Exchange } from '../exchange.ts';
import type { StreamEvent } from '../reply/events.ts';
import type { Reply } from '../reply/reply.ts';

/** What a plan may say to a fault; each fault uses its own few. */
export interface FaultOptions {
  /** Between bytes or events of a slow answer. */
  readonly ms?: number;
  /** Size of a large event or answer. */
  readonly bytes?: number;
  /** HTTP status, where a fault can have several. */
  readonly status?: number;
  /** Error code of a `response.failed`, a refusal, a redirect … */
  readonly code?: string;
  readonly message?: string;
  /** `Retry-After` in seconds, or an HTTP date. */
  readonly retry_after?: number | string;
  /** Unix seconds. */
  readonly resets_at?: number;
  readonly location?: string;
  /** The model that says it answers. */
  readonly model?: string;
  /** Reason of a `response.incomplete`. */
  readonly reason?: string;
}

/** A model request whose honest answer is ready to be spoilt. */
export interface StreamExchange {
  readonly exchange: Exchange;
  readonly reply: Reply;
  readonly events: readonly StreamEvent[];
  /** Speaks an answer to its end, honestly, with this text in place of its own. */
  speak(reply: Reply): Promise<void>;
}

/** Plays in place of any answer, on any endpoint. */
export type HttpFault = (exchange: Exchange, options: FaultOptions) => void | Promise<void>;

/** Plays in place of the answer to a model request. */
export type StreamFault = (stream: StreamExchange, options: FaultOptions) => void | Promise<void>;
