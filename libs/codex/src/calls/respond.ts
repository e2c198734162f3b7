import {
  type Breaker,
  InputError,
  type PolicyListener,
  retry,
  startClock,
  throwIfAborted,
  UpstreamError,
} from '@codex-pro/runtime';
import type { ClientSettings } from '../client-settings.ts';
import type { CallOptions, InputItem, ModelAnswer, ModelCall } from '../model-call.ts';
import { asRecord, stringField } from '../wire-fields.ts';
import { isEmptyAnswer } from './answer.ts';
import { runAttempt } from './attempt.ts';
import type { ClientParts } from './client-parts.ts';
import { startCall } from './running-call.ts';

/** The longest input the backend takes, in characters ("Input exceeds the maximum length of 1048576 characters"). */
export const maxInputCharacters = 1_048_576;

export interface CallPolicies {
  readonly breaker: Breaker;
  readonly retries: ClientSettings['retries'];
  readonly onPolicy: PolicyListener;
}

/**
 * One call with everything that bounds it: input length, budget, quota gate, breaker, the `call` clock, retries.
 * The answer may be empty; see `respond`.
 */
export async function exchange(
  parts: ClientParts,
  { breaker, retries, onPolicy }: CallPolicies,
  call: ModelCall,
  { signal, rateLimited = 'retry', ...listeners }: CallOptions,
): Promise<ModelAnswer> {
  throwIfAborted(signal);
  checkLength(call);
  parts.spending.check();
  parts.gate.enter();
  const running = startCall(call, listeners);
  return await breaker.run(signal, async () => {
    parts.spending.call();
    const clock = startClock({ name: 'call', ms: parts.clocks.call }, signal);
    let waitedMs = 0;
    try {
      return await retry(
        (attempt) => {
          running.onProgress?.({ type: 'attempt', attempt, waitedMs });
          const answer = runAttempt(parts, running, attempt, clock.signal);
          return rateLimited === 'throw' ? answer.catch(leaveToCaller) : answer;
        },
        {
          attempts: retries.attempts,
          waitMs: retries.wait,
          signal: clock.signal,
          onEvent: (event) => {
            if (event.type === 'retry') waitedMs = event.waitMs;
            onPolicy(event);
          },
        },
      );
    } finally {
      clock.stop();
    }
  });
}

/** One call whose answer holds words or tool calls. Throws UpstreamError `output_invalid` for an empty one. */
export async function respond(
  parts: ClientParts,
  policies: CallPolicies,
  call: ModelCall,
  options: CallOptions,
): Promise<ModelAnswer> {
  const answer = await exchange(parts, policies, call, options);
  if (!isEmptyAnswer(answer)) return answer;
  throw new UpstreamError('output_invalid', 'The model gave an empty answer.', {
    hint: 'Try again, or with another model or effort.',
  });
}

/** A 429 that is not for us to wait out. */
function leaveToCaller(error: unknown): never {
  if (!(error instanceof UpstreamError) || error.code !== 'rate_limited') throw error;
  const { code, message, status, requestId, hint, retryAt } = error;
  throw new UpstreamError(code, message, { status, requestId, hint, retryAt, retryable: false });
}

function checkLength(call: ModelCall): void {
  const characters = call.input.reduce((sum, item) => sum + textLength(item), call.instructions.length);
  if (characters <= maxInputCharacters) return;
  throw new InputError(
    'target_too_large',
    `The input of this call has ${characters} characters; the backend takes ${maxInputCharacters}.`,
    { hint: 'Send less: narrow the scope or lower the caps.' },
  );
}

/** Characters of text; images are bounded by the backend in other ways. */
export function textLength(item: InputItem): number {
  const own = textFields.reduce((sum, field) => sum + (stringField(item, field) ?? '').length, 0);
  const parts = ['content', 'output'].flatMap((field) => {
    const list = asRecord(item)?.[field];
    return Array.isArray(list) ? (list as readonly unknown[]) : [];
  });
  return parts.reduce<number>((sum, part) => sum + (stringField(part, 'text') ?? '').length, own);
}

const textFields = ['output', 'arguments', 'input', 'encrypted_content'];
