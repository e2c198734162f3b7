export { abortError, pause, throwIfAborted, untilAborted } from './abort.ts';
export type { Breaker, BreakerOptions } from './breaker.ts';
export { createBreaker, isUpstreamFault, refuseAtOpenBreaker } from './breaker.ts';
export { closedBreaker } from './breaker-state.ts';
export type { BreakerRow, BreakerStore } from './breaker-store.ts';
export type { Bulkhead } from './bulkhead.ts';
export { createBulkhead } from './bulkhead.ts';
export type { CallRecord, CallSink } from './call-sink.ts';
export type { Clock, ClockName, RunningClock } from './clocks.ts';
export { clockExpired, duration, startClock, withClock } from './clocks.ts';
export type { ErrorCode, ErrorDetails, ErrorReport, UpstreamDetails } from './errors.ts';
export {
  CancelledError,
  ConfigError,
  cleanText,
  errorCodes,
  InputError,
  isCodedError,
  toErrorReport,
  UpstreamError,
} from './errors.ts';
export type { ConnectionCheck } from './http/check-connection.ts';
export { checkConnection } from './http/check-connection.ts';
export type { HttpClientOptions } from './http/http-client.ts';
export { createHttpClient } from './http/http-client.ts';
export type { HttpClient, HttpRequest, HttpResponse } from './http/http-message.ts';
export { isLoopback } from './http/proxy.ts';
export { loadUndiciClient } from './http/undici-client.ts';
export type { Log, LogOptions } from './log.ts';
export { createLog } from './log.ts';
export type { LogLevel } from './log-sink.ts';
export { createMemoryBreakerStore } from './memory-breaker-store.ts';
export { nearestName } from './nearest-name.ts';
export type { PolicyEvent, PolicyListener } from './policy-event.ts';
export type { FoundSecret, SecretKind } from './redact.ts';
export { redactSecrets } from './redact.ts';
export { redactText, redactValue } from './redact-value.ts';
export type { RetryOptions } from './retry.ts';
export { retry } from './retry.ts';
