import { randomUUID } from 'node:crypto';
import type { CallOptions, ModelCall, OutputItem } from '../model-call.ts';

/** What the attempts of one call share. */
export interface RunningCall {
  readonly id: string;
  readonly call: ModelCall;
  readonly turn: string;
  /** Completed by attempts that broke off: the next one goes on from them. */
  readonly kept: OutputItem[];
  /** True once a 401 was answered by renewing the credential: it is done once. */
  renewed: boolean;
  readonly onProgress: NonNullable<CallOptions['onProgress']>;
}

export function startCall(call: ModelCall, onProgress: CallOptions['onProgress']): RunningCall {
  return {
    id: randomUUID(),
    call,
    turn: call.turn ?? randomUUID(),
    kept: [],
    renewed: false,
    onProgress: onProgress ?? (() => undefined),
  };
}
