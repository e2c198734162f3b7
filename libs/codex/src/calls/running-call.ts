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
  readonly onProgress: CallOptions['onProgress'] | undefined;
  readonly onAttempt: NonNullable<CallOptions['onAttempt']>;
}

export function startCall(
  call: ModelCall,
  { onProgress, onAttempt }: Pick<CallOptions, 'onProgress' | 'onAttempt'>,
): RunningCall {
  return {
    id: randomUUID(),
    call,
    turn: call.turn ?? randomUUID(),
    kept: [],
    renewed: false,
    onProgress,
    onAttempt: onAttempt ?? (() => undefined),
  };
}
