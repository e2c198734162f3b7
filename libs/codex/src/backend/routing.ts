import { type HttpClient, UpstreamError, withClock } from '@codex-pro/runtime';
import { authHeaders } from '../credentials/auth-headers.ts';
import { type Credential, secretsOf } from '../credentials/credential.ts';
import { createSingleFlight } from '../single-flight.ts';
import { asRecord, booleanField, parseJson, stringField, type WireRecord } from '../wire-fields.ts';
import { type BackendUrls, endpoint } from './backend-urls.ts';
import { isRoutingOrigin, refusedDestination } from './destination.ts';
import { errorFromResponse } from './http-failure.ts';
import type { Identity } from './identity.ts';

/** Where the requests of an account go. */
export interface Route {
  readonly responses: URL;
  /** The value of `x-openai-account-routing-override`. */
  readonly override: string | null;
}

export interface RoutingOptions {
  readonly http: HttpClient;
  readonly urls: BackendUrls;
  readonly identity: Identity;
  readonly trustedOrigins: readonly string[];
  readonly connectMs: number;
  /** Aborted when the client closes. */
  readonly lifetime: AbortSignal;
}

export interface Routing {
  /** The route of a credential; asked of the backend once per account, and again after `forget`. */
  routeFor(credential: Credential, signal: AbortSignal): Promise<Route>;
  /** After a refresh the account may be routed anew. */
  forget(): void;
}

const checkMs = 15_000;
const maxReplyBytes = 1024 * 1024;
const unconstrained = 'NO_CONSTRAINT';

/**
 * The routing of ChatGPT workspaces (`GET …/wham/accounts/check`), which the CLI asks for before its first request;
 * when it fails, nothing is posted. There is none for keys, nor where the base URL is on another origin than ChatGPT's.
 */
export function createRouting({
  http,
  urls,
  identity,
  trustedOrigins,
  connectMs,
  lifetime,
}: RoutingOptions): Routing {
  const direct: Route = { responses: endpoint(urls.base, '/responses'), override: null };
  const checks = createSingleFlight<Route>(lifetime);
  let known: { readonly account: string | null; readonly route: Route } | null = null;

  const ask = async (credential: Extract<Credential, { mode: 'chatgpt' }>, signal: AbortSignal) => {
    const url = endpoint(urls.chatgpt, '/wham/accounts/check');
    const clock = { name: 'first_event', ms: checkMs, subject: 'The workspace routing check' } as const;
    const headers = { accept: '*/*', ...authHeaders(credential, identity) };
    const {
      status,
      headers: answered,
      text,
    } = await withClock(clock, signal, async (signal) => {
      const response = await http.send({ method: 'GET', url, headers, signal, connectMs });
      return { ...response, text: await response.text(maxReplyBytes) };
    });
    if (status !== 200) {
      throw routingError(
        errorFromResponse(
          { status, headers: answered, text },
          {
            what: 'The workspace routing check',
            now: Date.now(),
            secrets: secretsOf(credential),
            judgesIdentity: true,
          },
        ),
      );
    }
    return routeFrom(accountOf(parseJson(text), credential.accountId));
  };

  const routeFrom = (account: WireRecord): Route => {
    const origin = stringField(account, 'workspace_backend_origin') ?? unconstrained;
    const override = stringField(account, 'account_routing_override') ?? unconstrained;
    const responses = new URL(direct.responses);
    if (origin !== unconstrained) {
      const url = URL.parse(origin);
      if (url === null) throw badRouting('names a backend that is no URL');
      if (!isRoutingOrigin(url, trustedOrigins)) throw refusedDestination('chatgpt', url);
      responses.protocol = url.protocol;
      responses.host = url.host;
      responses.port = url.port;
    }
    return { responses, override: override === unconstrained ? null : override };
  };

  return {
    async routeFor(credential, signal) {
      if (credential.mode !== 'chatgpt' || urls.base.origin !== urls.chatgpt.origin) return direct;
      const account = credential.accountId;
      if (known?.account === account) return known.route;
      const route = await checks.run(account ?? '', signal, (signal) => ask(credential, signal));
      known = { account, route };
      return route;
    },
    forget() {
      known = null;
    },
  };
}

/** The one entry of the account in use; without an account id, the login's default one. */
function accountOf(reply: unknown, accountId: string | null): WireRecord {
  const listed = asRecord(reply)?.['accounts'];
  if (!Array.isArray(listed)) throw badRouting('holds no accounts');
  const wanted = accountId ?? stringField(reply, 'default_account_id');
  const [account, ...more] = listed.map(asRecord).filter((each) => stringField(each, 'id') === wanted);
  if (account === undefined || account === null || more.length > 0) {
    throw new UpstreamError(
      'auth_invalid',
      'The workspace of this login is not among the accounts that it may use.',
      {
        hint: 'Run `codex login` and choose the workspace again.',
      },
    );
  }
  if (booleanField(account, 'is_deactivated') === true) {
    throw new UpstreamError('forbidden', 'The workspace of this login is deactivated.', {
      hint: 'Ask its administrator, or run `codex login` with another workspace.',
    });
  }
  return account;
}

function badRouting(what: string): UpstreamError {
  return new UpstreamError('upstream_failed', `The reply of the workspace routing check ${what}.`, {
    hint: 'Check backend.chatgpt_url; what answers there may not be ChatGPT.',
  });
}

/** A 404 of this endpoint says nothing about a model. */
function routingError(error: UpstreamError): UpstreamError {
  if (error.code !== 'model_unavailable') return error;
  return new UpstreamError('upstream_failed', error.message, {
    hint: 'Check backend.chatgpt_url.',
    ...(error.status === undefined ? {} : { status: error.status }),
    ...(error.requestId === undefined ? {} : { requestId: error.requestId }),
  });
}
