import type { ModelCall, ModelPort } from '@codex-pro/codex';
import { type Ask, type Asked, askTogether } from './ask-together.ts';
import type { ReportProgress } from './progress.ts';
import { createProgressBoard } from './progress-board.ts';

/** A call, and what people know it by. */
export interface NamedCall {
  readonly name: string;
  readonly call: ModelCall & Required<Pick<ModelCall, 'format' | 'promptCacheKey'>>;
}

/**
 * Makes calls together and shows in one line of progress how each of them does. Gives every end, in the order of the
 * calls. Throws only where `signal` aborts.
 */
export function askWatched<Answer>(
  title: string,
  calls: readonly NamedCall[],
  parse: (value: unknown) => Answer,
  options: { readonly model: ModelPort; readonly signal: AbortSignal; readonly progress: ReportProgress },
): Promise<readonly Asked<Answer>[]> {
  const { model, signal, progress } = options;
  const names = calls.map(({ name }) => name);
  const board = createProgressBoard(title, names, progress);
  const asks = calls.map(
    ({ call }, index): Ask<Answer> => ({
      prefix: call.promptCacheKey,
      async send(onProgress) {
        let how = 'failed';
        try {
          const { value } = await model.respondJson(call, parse, {
            signal,
            onProgress: (seen) => {
              onProgress(seen);
              board.seen(index, seen);
            },
          });
          how = 'answered';
          return value;
        } finally {
          board.ended(index, how);
        }
      },
    }),
  );
  return askTogether(asks, signal);
}
