export type { BreakerRow, BreakerStore } from './breaker-store.ts';
export type { CallRecord, CallSink } from './call-sink.ts';
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
