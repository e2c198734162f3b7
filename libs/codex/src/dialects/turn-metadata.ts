import type { ModelChoice } from '../catalogue/resolve-model.ts';
import type { ThreadIds } from './call-ids.ts';

/**
 * The value of `x-codex-turn-metadata`. The CLI also puts its installation id, sandbox and the folders of the user's
 * machine into it; none of that is sent by us.
 */
export function turnMetadata(ids: ThreadIds, turn: string, choice: ModelChoice): string {
  return JSON.stringify({
    session_id: ids.session,
    thread_id: ids.thread,
    turn_id: turn,
    root_turn_id: turn,
    window_id: ids.window,
    window_number: 0,
    request_kind: 'turn',
    model: choice.model,
    ...(choice.wireEffort === null ? {} : { reasoning_effort: choice.wireEffort }),
  });
}
