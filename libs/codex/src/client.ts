import {
  type BreakerStore,
  type CallSink,
  CancelledError,
  createBreaker,
  createHttpClient,
  type PolicyListener,
} from '@codex-pro/runtime';
import { identityOf } from './backend/identity.ts';
import { createRouting } from './backend/routing.ts';
import type { ClientParts } from './calls/client-parts.ts';
import { type CallPolicies, respond } from './calls/respond.ts';
import { respondJson } from './calls/respond-json.ts';
import { wireVersion } from './catalogue/catalogue.ts';
import { createCatalogueSource } from './catalogue/catalogue-source.ts';
import { resolveModel } from './catalogue/resolve-model.ts';
import type { ClientSettings } from './client-settings.ts';
import { createCredentialSession } from './credentials/credential-session.ts';
import { resolveCredential } from './credentials/resolve-credential.ts';
import { newThreadIds } from './dialects/call-ids.ts';
import { createTurnStates } from './dialects/turn-states.ts';
import { type GateStore, memoryGateStore } from './limits/gate-store.ts';
import { createLatestLimits } from './limits/latest-limits.ts';
import { createQuotaGate, gateAccount } from './limits/quota-gate.ts';
import type { ModelPort } from './model-call.ts';
import { findPrice } from './pricing/price-table.ts';
import { createSpending } from './pricing/spending.ts';
import { breakerKey } from './refuse-held-work.ts';

export interface ClientOptions {
  readonly settings: ClientSettings;
  /** Key variables, the proxy variables and `CODEX_CA_CERTIFICATE` are read from it. */
  readonly env: NodeJS.ProcessEnv;
  /** The Codex CLI's home (`~/.codex`): `auth.json` lies there. */
  readonly codexHome: string;
  /** Our own home: the catalogue is cached there. */
  readonly stateHome: string;
  /** What `inspectCredentials` gave a starter to hand over. */
  readonly apiKey?: string | undefined;
  /** Part of the breaker's key: one capability's fault stays its own. */
  readonly capability: string;
  readonly calls: CallSink;
  readonly breakers: BreakerStore;
  /** Default: this process's own. */
  readonly gates?: GateStore;
  readonly productVersion: string;
  /** When the work began that the minutes of the budget are for, epoch milliseconds. Default: now. */
  readonly startedAt?: number | undefined;
  /** Retries and changes of the breaker, for the log and job notes. */
  readonly onPolicy?: PolicyListener;
  /** Ends the client, its making included, as `close` would. */
  readonly signal?: AbortSignal;
}

export interface CodexClient extends ModelPort {
  /** Ends what is running, waits for a renewal of the login that is under way, and closes all sockets. */
  close(): Promise<void>;
}

/**
 * A client of one backend, with one model and one set of credentials. Throws ConfigError where credentials, their
 * destination or a setting are wrong, and InputError for an unknown effort or tier, or a budget in USD without a known
 * price. Asks the network only where a ChatGPT catalogue is due (bounded by 5 s, never fatal).
 */
export async function createCodexClient(options: ClientOptions): Promise<CodexClient> {
  const { settings, env, codexHome, capability } = options;
  const { backend, clocks } = settings;
  const ending = new AbortController();
  const lifetime = AbortSignal.any([
    ending.signal,
    ...(options.signal === undefined ? [] : [options.signal]),
  ]);
  const access = { backend, env, codexHome, apiKey: options.apiKey };
  const { credential, urls } = await resolveCredential(access);
  const chatgpt = credential.mode === 'chatgpt';
  const identity = identityOf(backend, options.productVersion, chatgpt ? wireVersion : null);
  const http = createHttpClient({ env });
  const shared = { http, identity, lifetime, connectMs: clocks.connect };
  const credentials = createCredentialSession({ ...access, ...shared, mode: credential.mode });
  const account = credential.mode === 'chatgpt' ? credential.accountId : null;
  const source = createCatalogueSource({
    ...shared,
    base: urls.base,
    account,
    stateHome: options.stateHome,
  });
  const close = async () => {
    await credentials.settled();
    ending.abort(new CancelledError('The client was closed.'));
    await http.close();
  };
  try {
    const catalogue = await (chatgpt
      ? source.current(() => credentials.current(lifetime))
      : source.bundled());
    const choice = resolveModel(settings, catalogue);
    const parts: ClientParts = {
      http,
      credentials,
      routing: createRouting({ ...shared, urls, trustedOrigins: backend.trusted_origins }),
      identity,
      choice,
      // The catalogue speaks of the Codex backend; the public API and other servers take the classic dialect.
      lite: chatgpt && choice.lite,
      ids: newThreadIds(),
      turns: createTurnStates(),
      clocks,
      gate: createQuotaGate({
        store: options.gates ?? memoryGateStore(),
        account: gateAccount(urls.base.origin, credential),
        model: choice.model,
        now: Date.now,
      }),
      limits: createLatestLimits(chatgpt ? credential.plan : null),
      spending: createSpending({
        budget: settings.budget,
        price: findPrice(choice.model, settings.prices),
        model: choice.model,
        tier: choice.tier,
        planned: chatgpt,
        startedAt: options.startedAt ?? Date.now(),
        now: Date.now,
      }),
      calls: options.calls,
      origin: urls.base.origin,
      onCatalogueTag: source.seeTag,
    };
    const onPolicy = options.onPolicy ?? (() => undefined);
    const policies: CallPolicies = {
      breaker: createBreaker({
        store: options.breakers,
        key: breakerKey(capability, urls.base.origin),
        onEvent: onPolicy,
      }),
      retries: settings.retries,
      onPolicy,
    };
    return {
      identity: { model: choice.model, effort: choice.effort, tier: choice.tier },
      // Only the Codex backend is known to shorten a history itself.
      abilities: { contextWindow: choice.contextWindow, compacts: chatgpt },
      respond: (call, callOptions) => respond(parts, policies, call, callOptions),
      respondJson: (call, parse, callOptions) => respondJson(parts, policies, call, parse, callOptions),
      usage: () => parts.spending.total(),
      limits: () => parts.limits.current,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
