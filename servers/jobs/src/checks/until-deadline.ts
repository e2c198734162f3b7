import { cleanText, toErrorReport } from '@codex-pro/runtime';
import type { Check } from '../jobs/setup-shape.ts';
import { failed, warning } from './line.ts';

/** A check's lines; one that takes too long or fails by itself becomes a line that says so. */
export async function untilDeadline(
  name: string,
  ms: number,
  outer: AbortSignal,
  run: (signal: AbortSignal) => Promise<readonly Check[]>,
): Promise<readonly Check[]> {
  const deadline = new AbortController();
  const late = Promise.withResolvers<readonly Check[]>();
  const timer = setTimeout(() => {
    late.resolve([
      warning(
        name,
        `This check did not end within ${(ms / 1000).toFixed(1)} s.`,
        'Try again; a busy machine or a slow network may be why.',
      ),
    ]);
    deadline.abort();
  }, ms);
  const checked = run(AbortSignal.any([outer, deadline.signal])).catch((error: unknown) => {
    if (deadline.signal.aborted) return late.promise;
    const { message, hint } = toErrorReport(error);
    return [failed(name, cleanText(message, 600), hint ?? null)];
  });
  try {
    return await Promise.race([checked, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
