export type { AnsweredBackend, ListedModel, ReachedBackend } from './backend/check-backend.ts';
export { askBackend, reachBackend } from './backend/check-backend.ts';
export { parseOutput } from './calls/output-json.ts';
export { maxInputCharacters, textLength } from './calls/respond.ts';
export type { WishesOptions } from './check-wishes.ts';
export { checkWishes } from './check-wishes.ts';
export type { ClientOptions, CodexClient } from './client.ts';
export { createCodexClient } from './client.ts';
export type { BackendSettings, CallClocks, ClientSettings, PriceOverride } from './client-settings.ts';
export type { CredentialReport, InspectOptions } from './credentials/inspect-credentials.ts';
export { inspectCredentials } from './credentials/inspect-credentials.ts';
export type { GateRow, GateStore } from './limits/gate-store.ts';
export { memoryGateStore } from './limits/gate-store.ts';
export type { AccountUsage, AdditionalLimit, UsageOptions } from './limits/read-usage.ts';
export { readUsage } from './limits/read-usage.ts';
export type {
  CallOptions,
  CallProgress,
  InputImage,
  InputItem,
  InputMessage,
  InputText,
  Limits,
  ModelAnswer,
  ModelCall,
  ModelPort,
  OutputItem,
  QuotaWindow,
  ToolSpec,
  Usage,
  UsageTotal,
} from './model-call.ts';
export type { CallEstimate, EstimateOptions } from './pricing/estimate-call.ts';
export { estimateCall } from './pricing/estimate-call.ts';
export { estimateTokens } from './pricing/estimate-tokens.ts';
export type { HeldWork } from './refuse-held-work.ts';
export { refuseHeldWork } from './refuse-held-work.ts';
