import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type HttpClient, withClock } from '@codex-pro/runtime';
import { endpoint } from '../backend/backend-urls.ts';
import type { Identity } from '../backend/identity.ts';
import { authHeaders } from '../credentials/auth-headers.ts';
import type { Credential } from '../credentials/credential.ts';
import { asRecord, numberField, parseJson, stringField } from '../wire-fields.ts';
import { bundledCatalogue, type Catalogue, parseCatalogue, wireVersion } from './catalogue.ts';

export interface CatalogueSourceOptions {
  readonly http: HttpClient;
  readonly identity: Identity;
  readonly base: URL;
  /** The cache lies in it, one file a backend. */
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

const youngMs = 24 * 60 * 60_000;
const fetchMs = 5_000;
const maxReplyBytes = 16 * 1024 * 1024;

interface Cached {
  readonly catalogue: Catalogue;
  readonly fetchedAt: number;
  readonly etag: string | null;
}

export function createCatalogueSource(options: CatalogueSourceOptions): CatalogueSource {
  const { http, identity, base, stateHome, connectMs, lifetime } = options;
  const name = createHash('sha256').update(base.href).digest('hex').slice(0, 16);
  const path = join(stateHome, 'catalogues', `${name}.json`);
  let etag: string | null = null;

  const fetched = async (credential: Credential): Promise<Catalogue | null> => {
    const url = endpoint(base, '/models');
    url.searchParams.set('client_version', identity.version ?? wireVersion);
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
      const entry = { fetched_at: Date.now(), etag, base: base.href, models: catalogue.models };
      // A home that cannot be written costs a request a job; the catalogue is as good.
      await writeCache(path, JSON.stringify(entry)).catch(() => undefined);
      return catalogue;
    });
  };

  return {
    bundled: bundledCatalogue,
    async current(credential) {
      const cached = await readCache(path, base.origin);
      etag = cached?.etag ?? null;
      if (cached !== null && Date.now() - cached.fetchedAt < youngMs) return cached.catalogue;
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
      rm(path, { force: true }).catch(() => undefined);
    },
  };
}

async function readCache(path: string, origin: string): Promise<Cached | null> {
  const text = await readFile(path, 'utf8').catch(() => null);
  const entry = text === null ? undefined : parseJson(text);
  const catalogue = parseCatalogue(entry, origin);
  const fetchedAt = numberField(entry, 'fetched_at');
  if (catalogue === null || fetchedAt === null || fetchedAt > Date.now()) return null;
  return { catalogue, fetchedAt, etag: stringField(entry, 'etag') };
}

async function writeCache(path: string, text: string): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, text, { mode: 0o600, flag: 'wx' });
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}
