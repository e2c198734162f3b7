import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { numberField, parseJson, stringField } from '../wire-fields.ts';
import { type Catalogue, parseCatalogue } from './catalogue.ts';

export interface CatalogueCacheOptions {
  /** Our own home. */
  readonly stateHome: string;
  readonly base: URL;
  /** Accounts see different models. */
  readonly account: string | null;
  /** `client_version` of the question: the backend answers by it. */
  readonly clientVersion: string;
}

export interface CachedCatalogue {
  readonly catalogue: Catalogue;
  /** True while it need not be asked for again. */
  readonly young: boolean;
  readonly etag: string | null;
}

const youngMs = 24 * 60 * 60_000;

/** A catalogue that a backend served, kept in one file a backend, account and version. */
export interface CatalogueCache {
  /** null where there is none that can be read. */
  read(): Promise<CachedCatalogue | null>;
  write(catalogue: Catalogue, etag: string | null): Promise<void>;
  forget(): Promise<void>;
}

export function createCatalogueCache(options: CatalogueCacheOptions): CatalogueCache {
  const { stateHome, base, account, clientVersion } = options;
  const name = createHash('sha256')
    .update(JSON.stringify([base.href, account, clientVersion]))
    .digest('hex');
  const path = join(stateHome, 'catalogues', `${name.slice(0, 16)}.json`);
  return {
    async read() {
      const text = await readFile(path, 'utf8').catch(() => null);
      const entry = text === null ? undefined : parseJson(text);
      const catalogue = parseCatalogue(entry, base.origin);
      const age = Date.now() - (numberField(entry, 'fetched_at') ?? Number.POSITIVE_INFINITY);
      if (catalogue === null || age < 0) return null;
      return { catalogue, young: age < youngMs, etag: stringField(entry, 'etag') };
    },
    write: (catalogue, etag) =>
      replaceFile(
        path,
        JSON.stringify({ fetched_at: Date.now(), etag, base: base.href, models: catalogue.models }),
      ),
    forget: () => rm(path, { force: true }),
  };
}

async function replaceFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, text, { mode: 0o600, flag: 'wx' });
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}
