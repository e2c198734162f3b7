import * as z from 'zod';
import bundled from './bundled-catalogue.json' with { type: 'json' };

/**
 * What we read of a model in the Codex backend's catalogue (`GET …/models`, and `codex debug models`). Unknown
 * fields are passed over: the catalogue grows with each release.
 */
const modelSchema = z.object({
  slug: z.string().min(1),
  /** The lowest of the listed ones is the default model. */
  priority: z.number().default(Number.MAX_SAFE_INTEGER),
  visibility: z.string().default('list'),
  /** True when the model wants the Responses Lite dialect. */
  use_responses_lite: z.boolean().default(false),
  default_reasoning_level: z.string().nullish(),
  supported_reasoning_levels: z.array(z.object({ effort: z.string() })).default([]),
  /** What the effort `ultra` is sent as. */
  multi_agent_reasoning_effort: z.string().nullish(),
  support_verbosity: z.boolean().default(false),
  default_verbosity: z.string().nullish(),
  /** Tokens of input and output together. */
  context_window: z.number().nullish(),
});

export type CatalogueModel = z.output<typeof modelSchema>;

export interface Catalogue {
  /** Where it is from: `bundled 2026-11-20`, or the backend's origin. */
  readonly source: string;
  readonly models: readonly CatalogueModel[];
}

/** Reads `{models: […]}`; null where that is not what it is. A model that cannot be read is left out. */
export function parseCatalogue(value: unknown, source: string): Catalogue | null {
  const listed = z.object({ models: z.array(z.unknown()) }).safeParse(value);
  if (!listed.success) return null;
  const models = listed.data.models.flatMap((each) => modelSchema.safeParse(each).data ?? []);
  return models.length === 0 ? null : { source, models };
}

/** The version of the Codex CLI whose wire this client speaks: its catalogue is bundled, its requests were recorded. */
export const wireVersion = bundled.client_version;

/** The catalogue of `wireVersion`, for backends that serve none, and until one was fetched. */
export function bundledCatalogue(): Catalogue {
  const catalogue = parseCatalogue(bundled, `bundled ${bundled.as_of}`);
  if (catalogue === null) throw new Error('The bundled catalogue cannot be read.');
  return catalogue;
}

export function findModel(catalogue: Catalogue, slug: string): CatalogueModel | null {
  return catalogue.models.find((model) => model.slug === slug) ?? null;
}

/** The first of those that the catalogue shows to people. */
export function defaultModel(catalogue: Catalogue): string | null {
  const listed = catalogue.models.filter((model) => model.visibility === 'list');
  return (
    listed.reduce<CatalogueModel | null>(
      (best, model) => (best === null || model.priority < best.priority ? model : best),
      null,
    )?.slug ?? null
  );
}
