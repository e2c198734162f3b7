import type { ErrorCode } from '@codex-pro/runtime';

export const done = 0;
/** Found what the person asked to fail on. */
export const foundFailures = 1;
export const wrongUse = 2;
export const couldNotRun = 3;

/** 2 where the person can ask differently, 3 where something else stood in the way. */
export function exitCodeOf(code: ErrorCode): number {
  return code === 'input_invalid' || code === 'target_empty' || code === 'target_too_large'
    ? wrongUse
    : couldNotRun;
}
