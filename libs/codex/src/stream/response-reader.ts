import { UpstreamError } from '@codex-pro/runtime';
import { limitsFromEvent } from '../limits/rate-limits-event.ts';
import type { CallProgress, Limits, OutputItem, Usage } from '../model-call.ts';
import { asRecord, parseJson, recordField, stringField, type WireRecord } from '../wire-fields.ts';
import { errorFromEvent, errorFromFailedResponse, errorFromIncompleteResponse } from './stream-failure.ts';
import { usageFromResponse } from './usage.ts';

/** What is known of a response so far. */
export interface ResponseState {
  /** Items as the backend completed them, in order. */
  readonly items: readonly OutputItem[];
  /** True once `response.completed` came: nothing after it is read. */
  readonly completed: boolean;
  /** Why the backend ended the response, where it did so by a failure event. */
  readonly failure: UpstreamError | null;
  readonly usage: Usage | null;
  readonly responseId: string | null;
  readonly model: string | null;
  /** The tier that served the response, where the backend says. */
  readonly tier: string | null;
  readonly endTurn: boolean;
}

export interface ResponseReader {
  readonly state: ResponseState;
  /** Takes the data of one event and gives the progress in it. After the end nothing is read any more. */
  accept(data: string): CallProgress | null;
  readonly ended: boolean;
}

export interface ReaderOptions {
  readonly onLimits: (limits: Limits) => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Taken out of error messages: some backends echo the key that they refuse. */
  readonly secrets: readonly string[];
  /** Whether anybody hears of progress: events that hold nothing else are not read for nobody. */
  readonly heard: boolean;
}

/** The state machine of one response. */
export function createResponseReader(options: ReaderOptions): ResponseReader {
  return new Reader(options);
}

/** What an answer is made of. */
const answering = new Set([
  'response.created',
  'response.output_item.done',
  'response.completed',
  'response.failed',
  'response.incomplete',
  'error',
  'codex.rate_limits',
]);
/** What only tells that something goes on. */
const progressing = new Set([
  'response.output_item.added',
  'response.output_text.delta',
  'response.reasoning_summary_text.done',
]);

/**
 * `response.output_item.done` is the only source of items: deltas are progress, and `response.completed.output` is
 * passed over, as the Codex CLI does (observed, 0.169). Events that are unknown or broken are passed over too.
 */
class Reader implements ResponseReader, ResponseState {
  readonly items: OutputItem[] = [];
  completed = false;
  failure: UpstreamError | null = null;
  readonly #options: ReaderOptions;
  #response: WireRecord | null = null;
  /** The event that opened the response: what it says is only asked for where the response was not completed. */
  #opening: string | null = null;
  #characters = 0;

  constructor(options: ReaderOptions) {
    this.#options = options;
  }

  get state(): ResponseState {
    return this;
  }

  get ended(): boolean {
    return this.completed || this.failure !== null;
  }

  get usage(): Usage | null {
    return usageFromResponse(this.#said());
  }

  get responseId(): string | null {
    return stringField(this.#said(), 'id');
  }

  get model(): string | null {
    return stringField(this.#said(), 'model');
  }

  get tier(): string | null {
    return stringField(this.#said(), 'service_tier');
  }

  get endTurn(): boolean {
    return this.#said()?.['end_turn'] !== false;
  }

  accept(data: string): CallProgress | null {
    if (this.ended) return null;
    // Most events repeat what others say; their JSON is not read. The name comes first, as every backend writes it.
    const name = leadingType.exec(data)?.[1];
    if (name !== undefined && !this.#reads(name)) return null;
    if (name === 'response.created') {
      this.#opening = data;
      return null;
    }
    const event = asRecord(parseJson(data));
    const type = stringField(event, 'type');
    return event === null || type === null ? null : this.#take(type, event);
  }

  #reads(name: string): boolean {
    return answering.has(name) || (this.#options.heard && progressing.has(name));
  }

  #take(type: string, event: WireRecord): CallProgress | null {
    const { now, secrets, onLimits } = this.#options;
    switch (type) {
      case 'response.created':
        this.#hear(event);
        return null;
      case 'response.output_item.added': {
        const itemType = stringField(recordField(event, 'item'), 'type');
        return itemType === null ? null : { type: 'item_started', itemType };
      }
      case 'response.output_item.done': {
        const item = outputItem(event['item']);
        if (item === null) return null;
        this.items.push(item);
        return { type: 'item_done', item };
      }
      case 'response.output_text.delta': {
        const delta = stringField(event, 'delta');
        if (delta === null) return null;
        this.#characters += delta.length;
        return { type: 'text', characters: this.#characters };
      }
      case 'response.reasoning_summary_text.done': {
        const summary = stringField(event, 'text');
        return summary === null ? null : { type: 'reasoning', summary };
      }
      case 'response.completed':
        this.#opening = null;
        this.#response = recordField(event, 'response');
        if (stringField(this.#response, 'id') === null) this.failure = completionWithoutId();
        else this.completed = true;
        return null;
      case 'response.failed':
        this.#hear(event);
        this.failure = errorFromFailedResponse(recordField(event, 'response'), { now: now(), secrets });
        return null;
      case 'response.incomplete':
        this.#hear(event);
        this.failure = errorFromIncompleteResponse(recordField(event, 'response'), { now: now(), secrets });
        return null;
      case 'error':
        this.failure = errorFromEvent(event, { now: now(), secrets });
        return null;
      case 'codex.rate_limits': {
        const limits = limitsFromEvent(event, now());
        if (limits !== null) onLimits(limits);
        return null;
      }
      default:
        return null;
    }
  }

  #hear(event: WireRecord): void {
    this.#response = recordField(event, 'response') ?? this.#response;
  }

  #said(): WireRecord | null {
    if (this.#response === null && this.#opening !== null) {
      this.#response = recordField(parseJson(this.#opening), 'response');
      this.#opening = null;
    }
    return this.#response;
  }
}

const leadingType = /^\{"type": ?"([\w.]+)",/;

/** The CLI holds a completion without a response id for a broken stream (observed). */
function completionWithoutId(): UpstreamError {
  return new UpstreamError('stream_broken', 'The backend completed a response without naming it.', {
    hint: 'Try again; if it stays so, what answers at the base URL does not speak the Responses API.',
    retryable: true,
  });
}

function outputItem(value: unknown): OutputItem | null {
  const item = asRecord(value);
  const type = stringField(item, 'type');
  return item === null || type === null ? null : { ...item, type };
}
