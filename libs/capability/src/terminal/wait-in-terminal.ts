import type { ShownResult } from '../shown-result.ts';
import type { StartedJob } from '../started-job.ts';
import type { ProgressLines } from './progress-lines.ts';

/**
 * Waits with progress. The first Ctrl-C cancels the job and waits for its end; the second leaves at once, the cancel stands.
 * Throws CancelledError when the person left.
 */
export async function waitInTerminal(
  job: StartedJob,
  waitMs: number,
  lines: ProgressLines,
): Promise<ShownResult> {
  const leave = new AbortController();
  let cancelling = false;
  const onInterrupt = (): void => {
    if (cancelling) {
      leave.abort();
      return;
    }
    cancelling = true;
    lines.say(`Cancelling job ${job.id}. Press Ctrl-C again to leave without waiting for its end.`);
    job
      .cancel()
      .catch((error: unknown) => lines.say(`Job ${job.id} could not be cancelled: ${String(error)}`));
  };
  process.on('SIGINT', onInterrupt);
  try {
    return await job.wait({
      waitMs,
      signal: leave.signal,
      onProgress: ({ message, elapsed }) => lines.show(`${job.id} ${message}`, elapsed),
    });
  } finally {
    process.off('SIGINT', onInterrupt);
    lines.clear();
  }
}
