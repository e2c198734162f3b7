import type { CallProgress, ModelPort } from '@codex-pro/codex';
import type { ReportProgress } from './progress.ts';
import type { reviewerCall } from './request.ts';
import { parseReviewerAnswer, type ReviewerAnswer } from './reviewer-answer.ts';

/** One reviewer, one call (and one repair, which the port makes). Throws what the port throws. */
export async function askReviewer(
  model: ModelPort,
  call: ReturnType<typeof reviewerCall>,
  signal: AbortSignal,
  progress: ReportProgress,
): Promise<ReviewerAnswer> {
  let written = 0;
  const onProgress = (event: CallProgress) => {
    switch (event.type) {
      case 'attempt':
        if (event.attempt > 1) progress(`asking the reviewer again (attempt ${event.attempt})`);
        break;
      case 'first_event':
        progress('the reviewer is reading');
        break;
      case 'item_started':
        progress(event.itemType === 'reasoning' ? 'the reviewer is thinking' : 'the reviewer is writing');
        break;
      case 'text':
        // Deltas come by the dozen a second; a step of a thousand characters is news.
        if (Math.floor(event.characters / 1_000) > written) {
          written = Math.floor(event.characters / 1_000);
          progress(`the reviewer is writing (${event.characters} characters)`);
        }
        break;
      case 'item_done':
      case 'reasoning':
        break;
    }
  };
  const { value } = await model.respondJson(call, parseReviewerAnswer, { signal, onProgress });
  return value;
}
