import type { Snapshot } from '@codex-pro/git';
import { buildPack, type Pack } from './pack.ts';
import type { ReplacedLines } from './redact-files.ts';
import { roomForChange } from './request.ts';
import type { ReviewContext } from './review-context.ts';
import { defaultWindowTokens, type ReviewSettings } from './review-settings.ts';
import type { Role } from './role.ts';
import { type CountTokens, estimateTokens, loadTokenizer } from './token-count.ts';

export interface ChoosePackOptions {
  readonly settings: ReviewSettings;
  /** Guidelines and commit messages; the focus is among the settings. */
  readonly context: Omit<ReviewContext, 'focus'>;
  /** Who is asked; empty at depth `quick`. */
  readonly roles: readonly Role[];
  /** Tokens the model reads at once; by default the least of the bundled models. */
  readonly window?: number | undefined;
  /** Where secrets were replaced in the snapshot already. */
  readonly replaced?: readonly ReplacedLines[] | undefined;
  /** Loads the exact counter. Replaceable, so that tests see when it is loaded. */
  readonly tokenizer?: (() => Promise<CountTokens>) | undefined;
}

/** Requests that a change is cut into at most, where it is too large for one. */
const mostParts = 16;

/**
 * The pack of a review: one part at depth `quick`, as many as it takes at the others. Small changes are sized by
 * the estimate; the tokenizer is loaded only where the estimate passes half the window, or where `exact` asks for it.
 * `turned`: as in `PackOptions`.
 */
export async function choosePack(
  snapshot: Snapshot,
  options: ChoosePackOptions,
  exact: boolean,
  turned = false,
): Promise<Pack> {
  const { settings } = options;
  const window = options.window ?? defaultWindowTokens;
  const packBy = (count: CountTokens) =>
    buildPack(snapshot, {
      settings,
      count,
      turned,
      replaced: options.replaced,
      limits: roomForChange(
        snapshot,
        { ...options.context, focus: settings.focus },
        options.roles,
        window,
        count,
      ),
      mostParts: settings.depth === 'quick' ? 1 : mostParts,
    });
  const estimated = packBy(estimateTokens);
  if (!exact && estimated.parts[0].estimatedTokens <= window / 2) return estimated;
  return packBy(await (options.tokenizer ?? loadTokenizer)());
}
