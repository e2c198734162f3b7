import type { Identity } from '../backend/identity.ts';
import type { ModelChoice } from '../catalogue/resolve-model.ts';
import { authHeaders } from '../credentials/auth-headers.ts';
import type { Credential } from '../credentials/credential.ts';
import type { ThreadIds } from './call-ids.ts';

export interface HeaderParts {
  readonly credential: Credential;
  readonly identity: Identity;
  readonly choice: ModelChoice;
  readonly ids: ThreadIds;
  readonly metadata: string;
  readonly lite: boolean;
  /** What the backend gave for this turn (`x-codex-turn-state`), echoed within it. */
  readonly turnState: string | null;
  /** `account_routing_override` of the routing check. */
  readonly routingOverride: string | null;
}

/** Headers of `POST …/responses`, names as the CLI writes them; no `OpenAI-Beta` (recorded, 0.169). */
export function requestHeaders(parts: HeaderParts): Record<string, string> {
  const { credential, identity, choice, ids } = parts;
  const tier = choice.tier === null ? '' : `;tier=${choice.tier}`;
  return {
    accept: 'text/event-stream',
    'content-type': 'application/json',
    ...authHeaders(credential, identity),
    'session-id': ids.session,
    'thread-id': ids.thread,
    'x-client-request-id': ids.thread,
    'x-codex-window-id': ids.window,
    'x-codex-turn-metadata': parts.metadata,
    ...(credential.mode === 'chatgpt' ? { 'x-codex-beta-features': 'remote_compaction_v2' } : {}),
    ...(parts.lite ? { 'x-openai-internal-codex-responses-lite': 'true' } : {}),
    ...(credential.mode === 'chatgpt' ? { 'x-codex-routing-hint': `model=${choice.model}${tier}` } : {}),
    ...(parts.turnState === null ? {} : { 'x-codex-turn-state': parts.turnState }),
    ...(parts.routingOverride === null ? {} : { 'x-openai-account-routing-override': parts.routingOverride }),
  };
}
