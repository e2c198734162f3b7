export type {
  CallOptions,
  CallProgress,
  InputItem,
  Limits,
  ModelAnswer,
  ModelCall,
  ModelPort,
  OutputItem,
  QuotaWindow,
  Usage,
  UsageTotal,
} from './model-call.ts';
