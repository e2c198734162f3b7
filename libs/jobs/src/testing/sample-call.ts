import type { CallRecord } from '@codex-pro/runtime';

export function sampleCall(id: string, changes: Partial<CallRecord> = {}): CallRecord {
  const startedAt = Date.parse('2026-11-20T10:00:00Z');
  return {
    id,
    callId: id,
    purpose: 'toy',
    attempt: 1,
    backend: 'http://127.0.0.1:1/v1',
    model: 'toy-1',
    effort: 'low',
    tier: null,
    startedAt,
    firstEventAt: startedAt + 10,
    endedAt: startedAt + 100,
    httpStatus: 200,
    requestId: null,
    errorCode: null,
    inputTokens: 100,
    cachedInputTokens: 40,
    outputTokens: 10,
    reasoningTokens: 5,
    costUsd: 0.25,
    ...changes,
  };
}
