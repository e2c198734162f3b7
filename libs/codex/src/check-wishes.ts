import { createMemoryBreakerStore, isCodedError } from '@codex-pro/runtime';
import { knownCatalogue } from './catalogue/known-catalogue.ts';
import { resolveModel } from './catalogue/resolve-model.ts';
import type { ClientOptions } from './client.ts';
import { findPrice } from './pricing/price-table.ts';
import { requirePrice } from './pricing/spending.ts';

export type WishesOptions = Pick<
  ClientOptions,
  'settings' | 'env' | 'codexHome' | 'stateHome' | 'apiKey' | 'capability' | 'productVersion' | 'signal'
>;

/**
 * Looks, before a job is recorded, whether its model, effort, tier and budget can be: throws InputError where the
 * job's client would. It asks nobody, unless what is known speaks against the wishes and may be out of date: then the
 * backend's catalogue is asked for, as that client would do (bounded by 5 s).
 */
export async function checkWishes(options: WishesOptions): Promise<void> {
  const { settings } = options;
  const { catalogue, certain } = await knownCatalogue({ ...options, backend: settings.backend });
  try {
    const { model, tier } = resolveModel(settings, catalogue);
    requirePrice({ budget: settings.budget, price: findPrice(model, settings.prices), model, tier });
  } catch (error) {
    if (certain || !isCodedError(error)) throw error;
    const unused = { calls: { record: () => undefined }, breakers: createMemoryBreakerStore() };
    const { createCodexClient } = await import('./client.ts');
    const client = await createCodexClient({ ...options, ...unused });
    await client.close();
  }
}
