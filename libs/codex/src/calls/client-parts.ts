import type { CallSink, HttpClient } from '@codex-pro/runtime';
import type { Identity } from '../backend/identity.ts';
import type { Routing } from '../backend/routing.ts';
import type { ModelChoice } from '../catalogue/resolve-model.ts';
import type { CallClocks } from '../client-settings.ts';
import type { CredentialSession } from '../credentials/credential-session.ts';
import type { ThreadIds } from '../dialects/call-ids.ts';
import type { TurnStates } from '../dialects/turn-states.ts';
import type { LatestLimits } from '../limits/latest-limits.ts';
import type { QuotaGate } from '../limits/quota-gate.ts';
import type { Spending } from '../pricing/spending.ts';

/** What the calls of one client share. */
export interface ClientParts {
  readonly http: HttpClient;
  readonly credentials: CredentialSession;
  readonly routing: Routing;
  readonly identity: Identity;
  readonly choice: ModelChoice;
  /** True for Responses Lite, false for the classic dialect. */
  readonly lite: boolean;
  readonly ids: ThreadIds;
  readonly turns: TurnStates;
  readonly clocks: CallClocks;
  readonly gate: QuotaGate;
  readonly limits: LatestLimits;
  readonly spending: Spending;
  readonly calls: CallSink;
  /** The origin of the base URL, for the ledger. */
  readonly origin: string;
  /** Learns the catalogue's etag from a response, where the backend sends one. */
  readonly onCatalogueTag: (etag: string) => void;
}
