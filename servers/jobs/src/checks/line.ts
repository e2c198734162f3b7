import { isCodedError } from '@codex-pro/runtime';
import type { Check } from '../jobs/setup-shape.ts';

export function ok(check: string, detail: string): Check {
  return { check, state: 'ok', detail, fix: null };
}

export function warning(check: string, detail: string, fix: string | null): Check {
  return { check, state: 'warning', detail, fix };
}

export function failed(check: string, detail: string, fix: string | null): Check {
  return { check, state: 'failed', detail, fix };
}

/** What an error of ours says is wrong, and its hint as the fix. Anything else is thrown on. */
export function failedBy(check: string, error: unknown): Check {
  if (!isCodedError(error)) throw error;
  return failed(check, error.message, error.hint ?? null);
}
