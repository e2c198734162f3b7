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
}

/**
 * The state machine of one response. `response.output_item.done` is the only source of items: deltas are progress,
 * and `response.completed.output` is passed over, as the Codex CLI does (observed, 0.169). Events that are unknown or
 * broken are passed over too.
 */
export function createResponseReader({ onLimits, now, secrets }: ReaderOptions): ResponseReader {
  const items: OutputItem[] = [];
  let completed = false;
  let failure: UpstreamError | null = null;
  let response: WireRecord | null = null;
  let characters = 0;
  const context = () => ({ now: now(), secrets });

  const steps: Readonly<Record<string, (event: WireRecord) => CallProgress | null>> = {
    'response.created': (event) => {
      response = recordField(event, 'response') ?? response;
      return null;
    },
    'response.output_item.added': (event) => {
      const itemType = stringField(recordField(event, 'item'), 'type');
      return itemType === null ? null : { type: 'item_started', itemType };
    },
    'response.output_item.done': (event) => {
      const item = outputItem(event['item']);
      if (item === null) return null;
      items.push(item);
      return { type: 'item_done', item };
    },
    'response.output_text.delta': (event) => {
      const delta = stringField(event, 'delta');
      if (delta === null) return null;
      characters += delta.length;
      return { type: 'text', characters };
    },
    'response.reasoning_summary_text.done': (event) => {
      const summary = stringField(event, 'text');
      return summary === null ? null : { type: 'reasoning', summary };
    },
    'response.completed': (event) => {
      const finished = recordField(event, 'response');
      if (stringField(finished, 'id') === null) failure = completionWithoutId();
      else completed = true;
      response = finished;
      return null;
    },
    'response.failed': (event) => {
      response = recordField(event, 'response') ?? response;
      failure = errorFromFailedResponse(recordField(event, 'response'), context());
      return null;
    },
    'response.incomplete': (event) => {
      response = recordField(event, 'response') ?? response;
      failure = errorFromIncompleteResponse(recordField(event, 'response'), context());
      return null;
    },
    error: (event) => {
      failure = errorFromEvent(event, context());
      return null;
    },
    'codex.rate_limits': (event) => {
      const limits = limitsFromEvent(event, now());
      if (limits !== null) onLimits(limits);
      return null;
    },
  };

  /** Most events repeat what others say; their JSON is not read. The name comes first, as every backend writes it. */
  const isPassedOver = (data: string): boolean => {
    const name = leadingType.exec(data)?.[1];
    return name !== undefined && !Object.hasOwn(steps, name);
  };

  return {
    get state() {
      return {
        items,
        completed,
        failure,
        usage: usageFromResponse(response),
        responseId: stringField(response, 'id'),
        model: stringField(response, 'model'),
        tier: stringField(response, 'service_tier'),
        endTurn: response?.['end_turn'] !== false,
      };
    },
    get ended() {
      return completed || failure !== null;
    },
    accept(data) {
      if (completed || failure !== null || isPassedOver(data)) return null;
      const event = asRecord(parseJson(data));
      const type = stringField(event, 'type');
      if (event === null || type === null || !Object.hasOwn(steps, type)) return null;
      return steps[type]?.(event) ?? null;
    },
  };
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
