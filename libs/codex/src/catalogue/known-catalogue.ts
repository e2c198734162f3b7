import { isCodedError } from '@codex-pro/runtime';
import { type CredentialOptions, resolveCredential } from '../credentials/resolve-credential.ts';
import { bundledCatalogue, type Catalogue, wireVersion } from './catalogue.ts';
import { createCatalogueCache } from './catalogue-cache.ts';

export interface KnownCatalogue {
  readonly catalogue: Catalogue;
  /** True where a client made now would use this very one; false where it would ask the backend for a newer. */
  readonly certain: boolean;
}

/** What is known of the models without asking anybody. Without usable credentials it is the bundled catalogue. */
export async function knownCatalogue(
  options: CredentialOptions & { readonly stateHome: string },
): Promise<KnownCatalogue> {
  const { backend, stateHome } = options;
  try {
    const { credential, urls } = await resolveCredential(options);
    if (credential.mode !== 'chatgpt') return { catalogue: bundledCatalogue(), certain: true };
    const clientVersion = backend.version ?? wireVersion;
    const { accountId: account } = credential;
    const cached = await createCatalogueCache({ stateHome, base: urls.base, account, clientVersion }).read();
    return { catalogue: cached?.catalogue ?? bundledCatalogue(), certain: cached?.young === true };
  } catch (error) {
    if (!isCodedError(error)) throw error;
    // What is wrong with the credentials is not asked here.
    return { catalogue: bundledCatalogue(), certain: false };
  }
}
