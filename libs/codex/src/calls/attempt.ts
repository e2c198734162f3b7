import { abortError, isCodedError, UpstreamError } from '@codex-pro/runtime';
import { quoted } from '../backend/upstream-text.ts';
import type { Credential } from '../credentials/credential.ts';
import type { ModelAnswer } from '../model-call.ts';
import { finalText, isAnswer, refusalText, worthKeeping } from './answer.ts';
import { recordAttempt } from './attempt-record.ts';
import type { ClientParts } from './client-parts.ts';
import { type PostedResponse, postResponse } from './post-response.ts';
import type { RunningCall } from './running-call.ts';

/**
 * One attempt to get an answer: one request, written down in the ledger however it ends. Throws what ended it; an
 * UpstreamError says by `retryable` whether another attempt makes sense.
 */
export async function runAttempt(
  parts: ClientParts,
  running: RunningCall,
  number: number,
  signal: AbortSignal,
): Promise<ModelAnswer> {
  const credential = await parts.credentials.current(signal);
  const posted: PostedResponse = {
    startedAt: Date.now(),
    firstEventAt: null,
    status: null,
    headers: {},
    reader: null,
  };
  let failure: unknown = null;
  try {
    const fault = await postResponse(parts, running, credential, posted, signal).then(
      () => null,
      (error: unknown) => (signal.aborted ? abortError(signal) : error),
    );
    const answer = answerOf(parts, running, posted, fault ?? endOf(posted), signal);
    parts.gate.open();
    return answer;
  } catch (error) {
    failure = error;
    throw await afterFailure(parts, running, credential, posted, error, signal);
  } finally {
    recordAttempt(parts, running, number, posted, failure);
  }
}

/** null when the response is complete, else the fault that ended it. */
function endOf({ reader, headers, firstEventAt }: PostedResponse): UpstreamError | null {
  const state = reader?.state ?? null;
  if (state?.completed === true) return null;
  if (state !== null && state.failure !== null) return state.failure;
  const type = headers['content-type'] ?? '';
  if (firstEventAt === null && type !== '' && !/event-stream/i.test(type)) {
    return new UpstreamError(
      'stream_broken',
      `The backend answered with ${quoted(type, 60)}, and not with a stream of events.`,
      {
        hint: 'Check the base URL; a proxy or a login page of the network may be answering in its place.',
        retryable: true,
      },
    );
  }
  return new UpstreamError('stream_broken', 'The stream of events ended before the response was complete.', {
    hint: 'Try again; if it stays so, a proxy may be cutting the connection.',
    retryable: true,
  });
}

/**
 * The answer in what came. After a fault that may be tried again, completed items count: they are the answer, or the
 * next attempt goes on from them.
 */
function answerOf(
  parts: ClientParts,
  running: RunningCall,
  posted: PostedResponse,
  fault: unknown,
  signal: AbortSignal,
): ModelAnswer {
  const state = posted.reader?.state ?? null;
  const items = [...running.kept, ...(state?.items ?? [])];
  if (fault !== null || state === null) {
    const mayGoOn = fault instanceof UpstreamError && fault.retryable && !signal.aborted;
    if (state === null || state.items.length === 0 || !mayGoOn) throw fault;
    if (!isAnswer(items, running.call.format)) {
      running.kept.push(...worthKeeping(state.items));
      throw fault;
    }
  }
  const refusal = refusalText(items);
  if (refusal !== null) {
    throw new UpstreamError('forbidden', `The model refused: ${refusal}`, {
      hint: 'Word the task differently, or leave out what it refuses.',
    });
  }
  return {
    items,
    text: finalText(items),
    usage: state.usage,
    responseId: state.responseId,
    model: posted.headers['openai-model'] ?? state.model ?? parts.choice.model,
    complete: state.completed,
    endTurn: state.endTurn,
  };
}

/** Closes the quota gate on a usage limit; renews the credential on the first 401, which then may be tried again. */
async function afterFailure(
  parts: ClientParts,
  running: RunningCall,
  credential: Credential,
  posted: PostedResponse,
  error: unknown,
  signal: AbortSignal,
): Promise<unknown> {
  if (!(error instanceof UpstreamError) || signal.aborted) return error;
  if (error.code === 'usage_limit') {
    parts.gate.close({
      limit: posted.headers['x-codex-active-limit'] ?? null,
      until: error.retryAt?.getTime() ?? null,
      cause: error.message,
    });
  }
  if (error.code !== 'auth_invalid' || error.status !== 401 || running.renewed) return error;
  try {
    const renewed = await parts.credentials.renew(credential, signal);
    if (renewed === null) return error;
  } catch (renewal) {
    // The login may be good still: where the service of logins is in trouble, that is what to say, and to try again.
    if (isCodedError(renewal)) return renewal;
    throw renewal;
  }
  running.renewed = true;
  parts.routing.forget();
  return new UpstreamError(error.code, error.message, {
    status: error.status,
    requestId: error.requestId,
    hint: error.hint,
    retryable: true,
  });
}
