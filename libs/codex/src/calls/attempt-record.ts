import { randomUUID } from 'node:crypto';
import { type CallRecord, toErrorReport, UpstreamError } from '@codex-pro/runtime';
import { requestIdOf } from '../backend/http-failure.ts';
import type { ClientParts } from './client-parts.ts';
import type { PostedResponse } from './post-response.ts';
import type { RunningCall } from './running-call.ts';

/** Writes one attempt down: in the client's totals, and as a row of the ledger. */
export function recordAttempt(
  parts: ClientParts,
  running: RunningCall,
  number: number,
  posted: PostedResponse,
  failure: unknown,
): void {
  const { choice, spending } = parts;
  const state = posted.reader?.state ?? null;
  const usage = state?.usage ?? null;
  const answered = posted.firstEventAt !== null;
  const costUsd = spending.attempt(usage, answered, state?.tier ?? null);
  const record: CallRecord = {
    id: randomUUID(),
    callId: running.id,
    purpose: running.call.purpose,
    attempt: number,
    backend: parts.origin,
    model: choice.model,
    effort: choice.effort,
    tier: choice.tier,
    startedAt: posted.startedAt,
    firstEventAt: posted.firstEventAt,
    endedAt: Date.now(),
    // A failed routing check has a status too, and no request followed it.
    httpStatus: posted.status ?? (failure instanceof UpstreamError ? (failure.status ?? null) : null),
    requestId: requestIdOf(posted.headers) ?? null,
    errorCode: failure === null ? null : toErrorReport(failure).code,
    inputTokens: usage?.inputTokens ?? null,
    cachedInputTokens: usage?.cachedInputTokens ?? null,
    outputTokens: usage?.outputTokens ?? null,
    reasoningTokens: usage?.reasoningTokens ?? null,
    costUsd,
  };
  parts.calls.record(record);
  running.onAttempt(record);
}
