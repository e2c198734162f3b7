import { type HttpClient, withClock } from '@codex-pro/runtime';
import { endpoint } from '../backend/backend-urls.ts';
import type { Identity } from '../backend/identity.ts';
import { authHeaders } from '../credentials/auth-headers.ts';
import type { Credential } from '../credentials/credential.ts';
import { asRecord, parseJson } from '../wire-fields.ts';
import { bundledCatalogue, type Catalogue, parseCatalogue, wireVersion } from './catalogue.ts';
import { createCatalogueCache } from './catalogue-cache.ts';

export interface CatalogueSourceOptions {
  readonly http: HttpClient;
  readonly identity: Identity;
  readonly base: URL;
  readonly account: string | null;
  /** The cache lies in it. */
  readonly stateHome: string;
  readonly connectMs: number;
  readonly lifetime: AbortSignal;
}

export interface CatalogueSource {
  bundled(): Catalogue;
  /**
   * The backend's catalogue: from the cache while it is young, else asked for, within 5 s. What goes wrong there is not
   * fatal: an older one, or the bundled one, does.
   */
  current(credential: () => Promise<Credential>): Promise<Catalogue>;
  /** A response named the catalogue's etag: another one than the cached makes the cache old. */
  seeTag(etag: string): void;
}

const fetchMs = 5_000;
const maxReplyBytes = 16 * 1024 * 1024;

export function createCatalogueSource(options: CatalogueSourceOptions): CatalogueSource {
  const { http, identity, base, account, stateHome, connectMs, lifetime } = options;
  const clientVersion = identity.version ?? wireVersion;
  const cache = createCatalogueCache({ stateHome, base, account, clientVersion });
  let etag: string | null = null;

  const fetched = async (credential: Credential): Promise<Catalogue | null> => {
    const url = endpoint(base, '/models');
    url.searchParams.set('client_version', clientVersion);
    const clock = { name: 'first_event', ms: fetchMs, subject: 'The model catalogue' } as const;
    const headers = { accept: '*/*', ...authHeaders(credential, identity) };
    return await withClock(clock, lifetime, async (signal) => {
      const response = await http.send({ method: 'GET', url, headers, signal, connectMs });
      if (response.status !== 200) {
        response.discard();
        return null;
      }
      const models = asRecord(parseJson(await response.text(maxReplyBytes)))?.['models'];
      const catalogue = parseCatalogue({ models }, base.origin);
      if (catalogue === null) return null;
      etag = response.headers['etag'] ?? null;
      // A home that cannot be written costs a request a job; the catalogue is as good.
      await cache.write(catalogue, etag).catch(() => undefined);
      return catalogue;
    });
  };

  return {
    bundled: bundledCatalogue,
    async current(credential) {
      const cached = await cache.read();
      etag = cached?.etag ?? null;
      if (cached?.young === true) return cached.catalogue;
      const usable = await credential();
      try {
        return (await fetched(usable)) ?? cached?.catalogue ?? bundledCatalogue();
      } catch (error) {
        if (lifetime.aborted) throw error;
        // Not reachable, or too slow: the call itself will tell what is wrong.
        return cached?.catalogue ?? bundledCatalogue();
      }
    },
    seeTag(seen) {
      if (etag === null || seen === etag) return;
      etag = seen;
      // Without the file the next client asks anew; one that cannot be removed grows old by itself.
      cache.forget().catch(() => undefined);
    },
  };
}
