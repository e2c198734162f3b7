import { readFile, writeFile } from 'node:fs/promises';
import { calcPrice, findProvider, type ModelPrice } from '@pydantic/genai-prices';
import manifest from '../../package.json' with { type: 'json' };
import additions from './price-additions.json' with { type: 'json' };
import type { Price, PriceTable } from './price-table.ts';

/**
 * Builds the price table from the package `@pydantic/genai-prices` (OpenAI's models, at the rates of `asOf`, an ISO
 * date) and the dated additions for what the package does not know yet. An addition wins over the package.
 */
export function generatePrices(asOf: string): PriceTable {
  const models: Record<string, Price> = {};
  for (const model of findProvider({ providerId: 'openai' })?.models ?? []) {
    const found = calcPrice({ input_tokens: 1 }, model.id, {
      providerId: 'openai',
      timestamp: new Date(`${asOf}T00:00:00Z`),
    });
    const price = found === null ? null : priceFrom(found.model_price);
    if (price === null) continue;
    for (const name of namesOf(model.match)) if (answersHere.test(name)) models[name] = price;
  }
  for (const [name, { source: _, ...price }] of Object.entries(additions.models)) models[name] = price;
  return {
    source: `@pydantic/genai-prices ${manifest.devDependencies['@pydantic/genai-prices']} and price-additions.json`,
    as_of: asOf,
    models: Object.fromEntries(Object.entries(models).sort(([a], [b]) => (a < b ? -1 : 1))),
    tiers: additions.tiers,
  };
}

/** The families that the Responses API serves; embeddings, speech and retired models would only be weight. */
const answersHere = /^(gpt-4\.1|gpt-[5-9]|o[34]|codex-)(?!.*image)/;

function priceFrom(listed: ModelPrice): Price | null {
  const rate = (key: string, long: boolean) => {
    const value = listed[key];
    if (value === undefined || typeof value === 'number') return value;
    return long ? value.tiers[0]?.price : value.base;
  };
  const rates = (long: boolean) => ({
    input: rate('input_mtok', long),
    ...optional('cached_input', rate('cache_read_mtok', long)),
    ...optional('cache_write', rate('cache_write_mtok', long)),
    output: rate('output_mtok', long),
  });
  const { input, output, ...rest } = rates(false);
  if (input === undefined || output === undefined) return null;
  const tiered = listed['input_mtok'];
  const start = typeof tiered === 'object' ? tiered.tiers[0]?.start : undefined;
  const long = rates(true);
  if (start === undefined || long.input === undefined || long.output === undefined) {
    return { input, ...rest, output };
  }
  // The package writes the same boundary as 271999 for some models and as 272000 for others.
  const over = Math.round(start / 1000) * 1000;
  return { input, ...rest, output, long: { over, ...long, input: long.input, output: long.output } };
}

function optional(name: string, value: number | undefined): Record<string, number> {
  return value === undefined ? {} : { [name]: value };
}

type Match = NonNullable<ReturnType<typeof findProvider>>['models'][number]['match'];

/** Exact names only: dated snapshots, which the package matches by pattern, are found by their model's name. */
function namesOf(match: Match): string[] {
  if ('equals' in match) return [match.equals];
  if ('or' in match) return match.or.flatMap(namesOf);
  return [];
}

if (import.meta.main) {
  const file = new URL('./prices.json', import.meta.url);
  const asOf = process.argv[2] ?? new Date().toISOString().slice(0, 10);
  const text = `${JSON.stringify(generatePrices(asOf), null, 2)}\n`;
  if (text !== (await readFile(file, 'utf8').catch(() => ''))) await writeFile(file, text);
}
