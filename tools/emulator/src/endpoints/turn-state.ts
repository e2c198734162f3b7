import type { Backend } from '../backend.ts';
import { isObject, stringOf } from '../json.ts';
import { Refusal } from '../strict/refusal.ts';
import type { ResponsesRequest } from '../strict/request-rules.ts';

/** The sticky-routing header may be echoed only within the turn that it was given to. */
export function checkTurnState(
  request: ResponsesRequest,
  headers: Readonly<Record<string, string>>,
  backend: Backend,
): void {
  const echoed = headers['x-codex-turn-state'];
  if (echoed === undefined) return;
  const turn = backend.turnStates.get(echoed);
  if (turn === undefined || turn !== turnOf(request))
    throw new Refusal('turn_state', 'x-codex-turn-state belongs to another turn');
}

/** A state for the turn of this request; null where the request names no turn. */
export function nextTurnState(request: ResponsesRequest, backend: Backend): string | null {
  const turn = turnOf(request);
  if (turn === null) return null;
  const state = `ts-emulator-${backend.turnStates.size + 1}`;
  backend.turnStates.set(state, turn);
  return state;
}

function turnOf(request: ResponsesRequest): string | null {
  const metadata = request.body['client_metadata'];
  return isObject(metadata) ? (stringOf(metadata['turn_id']) ?? null) : null;
}
