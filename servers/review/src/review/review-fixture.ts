import type { ModelPort } from '@codex-pro/codex';
import type { Snapshot } from '@codex-pro/git';
import type { ReviewSettings } from './review-settings.ts';
import type { RunReviewOptions } from './run-review.ts';
import { wideCaps } from './snapshot-fixture.ts';

/** For tests: settings of a review by one reviewer. */
export const quickSettings: ReviewSettings = {
  max_findings: 20,
  focus: null,
  ignore: [],
  depth: 'quick',
  roles: null,
  define_roles: {},
  caps: wideCaps,
};

/** For tests: a quick review without guidelines, whose patches all apply. */
export function reviewOptions(
  snapshot: Snapshot,
  model: ModelPort,
  more: Partial<RunReviewOptions> = {},
): RunReviewOptions {
  return {
    snapshot,
    model,
    settings: quickSettings,
    context: { guidelines: [], commits: [] },
    roles: [],
    checkPatch: async () => true,
    signal: new AbortController().signal,
    progress: () => undefined,
    ...more,
  };
}
