import type { Snapshot } from '@codex-pro/git';
import { buildPack, type Pack } from './pack.ts';
import type { ReplacedLines } from './redact-files.ts';
import { roomForChange } from './request.ts';
import { defaultWindowTokens, type ReviewSettings } from './review-settings.ts';
import { type CountTokens, estimateTokens, loadTokenizer } from './token-count.ts';

export interface ChoosePackOptions {
  readonly settings: ReviewSettings;
  /** Tokens the model reads at once; by default the least of the bundled models. */
  readonly window?: number | undefined;
  /** Where secrets were replaced in the snapshot already. */
  readonly replaced?: readonly ReplacedLines[] | undefined;
  /** Loads the exact counter. Replaceable, so that tests see when it is loaded. */
  readonly tokenizer?: (() => Promise<CountTokens>) | undefined;
}

/**
 * The pack of a request. Small changes are sized by the estimate; the tokenizer is loaded only where the estimate
 * passes half the window, or where `exact` asks for it.
 */
export async function choosePack(
  snapshot: Snapshot,
  options: ChoosePackOptions,
  exact: boolean,
): Promise<Pack> {
  const { settings } = options;
  const window = options.window ?? defaultWindowTokens;
  const packBy = (count: CountTokens) =>
    buildPack(snapshot, {
      settings,
      count,
      replaced: options.replaced,
      limits: roomForChange(snapshot, settings.focus, window, count),
    });
  const estimated = packBy(estimateTokens);
  if (!exact && estimated.estimatedTokens <= window / 2) return estimated;
  return packBy(await (options.tokenizer ?? loadTokenizer)());
}
