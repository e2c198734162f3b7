import { ConfigError, InputError } from '@codex-pro/runtime';
import { type Catalogue, defaultModel, findModel } from './catalogue.ts';

/** Which model a client calls, and how: settings and catalogue put together. */
export interface ModelChoice {
  readonly model: string;
  /** As asked for, or the model's default; null where nothing is known. */
  readonly effort: string | null;
  /** The effort as the wire wants it. */
  readonly wireEffort: string | null;
  /** `service_tier` of the request; null sends none. */
  readonly tier: string | null;
  /** True when the catalogue says that the model wants Responses Lite. */
  readonly lite: boolean;
  readonly verbosity: string | null;
  readonly contextWindow: number | null;
}

export interface ModelWishes {
  readonly model: string | null;
  readonly effort: string | null;
  readonly tier: string | null;
}

/**
 * Resolves the wishes against a catalogue. A model that is not in it passes through with what was asked. Throws
 * InputError for an effort that the model does not have and for an unknown tier, listing those that exist, and for a
 * name that no header could carry.
 */
export function resolveModel(wishes: ModelWishes, catalogue: Catalogue): ModelChoice {
  const model = wishes.model ?? defaultModel(catalogue);
  if (model === null) {
    throw new ConfigError('not_configured', 'No model is set, and the catalogue names no default.', {
      hint: 'Set `model` in your profile, or CODEX_PRO_MODEL.',
    });
  }
  if (!/^[\x21-\x7e]+$/.test(model)) {
    throw new InputError(
      'input_invalid',
      'The model has a name that cannot be sent: it is empty or not plain ASCII.',
      {
        hint: 'Use a name as the backend writes it, such as one of `codex debug models`.',
      },
    );
  }
  const tier = wireTier(wishes.tier);
  const known = findModel(catalogue, model);
  if (known === null) {
    return {
      model,
      effort: wishes.effort,
      wireEffort: wishes.effort,
      tier,
      lite: false,
      verbosity: null,
      contextWindow: null,
    };
  }
  const levels = known.supported_reasoning_levels.map((level) => level.effort);
  if (wishes.effort !== null && levels.length > 0 && !levels.includes(wishes.effort)) {
    throw new InputError('input_invalid', `${model} has no effort "${wishes.effort}".`, {
      hint: `It has: ${levels.join(', ')}.`,
    });
  }
  const effort = wishes.effort ?? known.default_reasoning_level ?? null;
  return {
    model,
    effort,
    wireEffort: effort === 'ultra' ? (known.multi_agent_reasoning_effort ?? 'max') : effort,
    tier,
    lite: known.use_responses_lite,
    verbosity: known.support_verbosity ? (known.default_verbosity ?? null) : null,
    contextWindow: known.context_window ?? null,
  };
}

/** Names of service tiers, as people write them, and what the CLI sends for them (observed, 0.169). */
const tiers: Readonly<Record<string, string | null>> = {
  default: null,
  standard: null,
  fast: 'priority',
  priority: 'priority',
  flex: 'flex',
  ultrafast: 'ultrafast',
};

function wireTier(wish: string | null): string | null {
  if (wish === null) return null;
  const tier = Object.hasOwn(tiers, wish) ? tiers[wish] : undefined;
  if (tier === undefined) {
    throw new InputError('input_invalid', `There is no service tier "${wish}".`, {
      hint: `Use one of: ${Object.keys(tiers).join(', ')}.`,
    });
  }
  return tier;
}
