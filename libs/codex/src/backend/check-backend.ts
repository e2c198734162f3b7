import { checkConnection, createHttpClient, type HttpClient, isCodedError } from '@codex-pro/runtime';
import { type Catalogue, parseCatalogue, wireVersion } from '../catalogue/catalogue.ts';
import { authHeaders } from '../credentials/auth-headers.ts';
import { type Credential, secretsOf } from '../credentials/credential.ts';
import { createCredentialSession } from '../credentials/credential-session.ts';
import { resolveCredential } from '../credentials/resolve-credential.ts';
import type { UsageOptions } from '../limits/read-usage.ts';
import { parseJson } from '../wire-fields.ts';
import { type BackendUrls, backendUrls, endpoint } from './backend-urls.ts';
import { errorFromResponse } from './http-failure.ts';
import { type Identity, identityOf } from './identity.ts';
import { createRouting } from './routing.ts';

const maxReplyBytes = 16 * 1024 * 1024;

/** Which host calls go to. */
export interface ReachedBackend {
  /** `chatgpt.com`, with its port where it has one. */
  readonly host: string;
  readonly proxy: string | null;
}

/**
 * Opens a connection to the host that calls would go to and closes it again; nothing is sent, and no credentials are
 * needed. Throws as a call that cannot reach it.
 */
export async function reachBackend(options: Omit<UsageOptions, 'productVersion'>): Promise<ReachedBackend> {
  const { settings, env, signal } = options;
  const { base } = await urlsOf(options);
  const connectMs = settings.clocks.connect;
  const { proxy } = await checkConnection({ target: base, env, connectMs, signal });
  return { host: base.host, proxy };
}

/** Without credentials the login's host is meant, unless the settings name another. */
async function urlsOf({
  settings,
  env,
  codexHome,
}: Omit<UsageOptions, 'productVersion'>): Promise<BackendUrls> {
  try {
    return (await resolveCredential({ backend: settings.backend, env, codexHome })).urls;
  } catch (error) {
    // What is wrong with the credentials is not asked here.
    if (!isCodedError(error)) throw error;
    return backendUrls('chatgpt', settings.backend);
  }
}

/** What a backend answered to a request that costs nothing. */
export interface AnsweredBackend {
  readonly host: string;
  /** Whether the routing of a ChatGPT workspace was asked for. */
  readonly routed: boolean;
  /** How many models it lists; null where it has no list that can be read. */
  readonly models: number | null;
  /** Those of a Codex catalogue that it shows to people, the default first; empty where it has none. */
  readonly listed: readonly ListedModel[];
}

export interface ListedModel {
  readonly model: string;
  /** True where a ChatGPT login speaks Responses Lite with it. */
  readonly lite: boolean;
  /** Its reasoning efforts, as the catalogue orders them. */
  readonly efforts: readonly string[];
}

/**
 * Asks the backend, with the credentials that a job would use, where the workspace is routed and which models there
 * are. Never a paid call. Throws what a call throws; an own server without a list of models is no error.
 */
export async function askBackend(options: UsageOptions): Promise<AnsweredBackend> {
  const { settings, env, codexHome, signal } = options;
  const { backend, clocks } = settings;
  const { credential, urls } = await resolveCredential({ backend, env, codexHome });
  const { mode } = credential;
  const identity = identityOf(backend, options.productVersion, mode === 'chatgpt' ? wireVersion : null);
  const http = createHttpClient({ env });
  const connectMs = clocks.connect;
  const shared = { http, identity, connectMs, lifetime: signal };
  const session = createCredentialSession({ ...shared, backend, env, codexHome, mode });
  const routing = createRouting({ ...shared, urls, trustedOrigins: backend.trusted_origins });
  const ask = async (usable: Credential): Promise<AnsweredBackend> => {
    const route = await routing.routeFor(usable, signal);
    const models = await readModels({ http, identity, urls, connectMs, signal, credential: usable });
    return { host: route.responses.host, routed: mode === 'chatgpt', ...models };
  };
  try {
    const usable = await session.current(signal);
    try {
      return await ask(usable);
    } catch (error) {
      if (!isCodedError(error) || error.code !== 'auth_invalid') throw error;
      // As in a call: a login that is refused is renewed once.
      const renewed = await session.renew(usable, signal);
      if (renewed === null) throw error;
      return await ask(renewed);
    }
  } finally {
    await session.settled();
    await http.close();
  }
}

async function readModels(asked: {
  readonly http: HttpClient;
  readonly identity: Identity;
  readonly urls: BackendUrls;
  readonly connectMs: number;
  readonly signal: AbortSignal;
  readonly credential: Credential;
}): Promise<Pick<AnsweredBackend, 'models' | 'listed'>> {
  const { http, identity, urls, connectMs, signal, credential } = asked;
  const url = endpoint(urls.base, '/models');
  if (credential.mode === 'chatgpt') url.searchParams.set('client_version', identity.version ?? wireVersion);
  const headers = { accept: '*/*', ...authHeaders(credential, identity) };
  const response = await http.send({ method: 'GET', url, headers, signal, connectMs });
  const text = await response.text(maxReplyBytes);
  if (response.status === 404) return { models: null, listed: [] };
  if (response.status !== 200) {
    const { status, headers: answered } = response;
    throw errorFromResponse(
      { status, headers: answered, text },
      {
        what: 'The list of models',
        now: Date.now(),
        secrets: secretsOf(credential),
        judgesIdentity: credential.mode === 'chatgpt',
      },
    );
  }
  const reply = parseJson(text);
  const catalogue = parseCatalogue(reply, urls.base.origin);
  return catalogue === null
    ? { models: countListed(reply), listed: [] }
    : { models: catalogue.models.length, listed: shown(catalogue) };
}

function shown({ models }: Catalogue): ListedModel[] {
  return models
    .filter((model) => model.visibility === 'list')
    .toSorted((a, b) => a.priority - b.priority)
    .map((model) => ({
      model: model.slug,
      lite: model.use_responses_lite,
      efforts: model.supported_reasoning_levels.map(({ effort }) => effort),
    }));
}

/** The Responses API's own list: `{data: […]}`. */
function countListed(reply: unknown): number | null {
  if (typeof reply !== 'object' || reply === null || !('data' in reply)) return null;
  return Array.isArray(reply.data) ? reply.data.length : null;
}
