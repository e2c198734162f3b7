import type { Decision } from './layers.ts';

export interface ModelChoice {
  readonly model: string | null;
  readonly effort: string | null;
  readonly tier: string | null;
}

export interface ModelAlias {
  readonly model: string;
  readonly effort?: string;
  readonly tier?: string;
}

/**
 * Replaces a model that is an alias (an entry of `models`) by what it stands for. The alias's effort and tier count
 * as said where the alias was chosen: they win over layers below, and lose to a word of the same place or above.
 * The decisions are changed accordingly, so that the sources tell the same story.
 */
export function withoutAlias(
  choice: ModelChoice,
  models: Readonly<Record<string, ModelAlias>>,
  decisions: Map<string, Decision>,
): ModelChoice {
  const name = choice.model;
  const chosen = decisions.get('model');
  if (name === null || chosen === undefined || !Object.hasOwn(models, name)) return choice;
  const alias = models[name];
  if (alias === undefined) return choice;
  const source = `${chosen.source}, alias ${name} (${decisions.get(`models.${name}`)?.source})`;
  const result = { ...choice, model: alias.model };
  decisions.set('model', { ...chosen, raw: alias.model, value: alias.model, source });
  for (const key of ['effort', 'tier'] as const) {
    const value = alias[key];
    const said = decisions.get(key);
    if (value === undefined || said === undefined || said.rank <= chosen.rank) continue;
    result[key] = value;
    decisions.set(key, { ...chosen, raw: value, value, source });
  }
  return result;
}
