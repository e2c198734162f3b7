import type { ModelCall } from '@codex-pro/codex';
import { defaultRoles } from '../review/choose-roles.ts';
import { dryRun } from '../review/dry-run.ts';
import { quickSettings, reviewOptions } from '../review/review-fixture.ts';
import { runReview } from '../review/run-review.ts';
import { answeringModel } from '../review/scripted-model.ts';
import { snapshotOf } from '../review/snapshot-fixture.ts';
import { estimateTokens, loadTokenizer } from '../review/token-count.ts';
import { seededChange } from './seeded-change.ts';

export interface TokenFigures {
  /** Mean of |foretold / counted - 1| of a dry run, over all requests of the reviews. */
  readonly dryRun: number;
  /** The same of the quick estimate that sizes small changes. */
  readonly estimate: number;
}

/** What a dry run foretells, against o200k over the requests that the same review then makes. */
export async function measureTokens(changes: number): Promise<TokenFigures> {
  const count = await loadTokenizer();
  const errors: number[] = [];
  const estimates: number[] = [];
  for (let seed = 0; seed < changes; seed += 1) {
    const snapshot = snapshotOf(seededChange(seed, 0).files);
    const model = answeringModel(() => ({ findings: [], summary: '' }));
    const options = reviewOptions(snapshot, model, {
      settings: { ...quickSettings, depth: 'standard' },
      roles: defaultRoles,
    });
    const foretold = await dryRun({ ...options, cost: () => null });
    await runReview(options);
    const texts = model.calls.map(textOfWhole);
    const counted = texts.reduce((sum, text) => sum + count(text), 0);
    errors.push(Math.abs(foretold.result.input_tokens / counted - 1));
    estimates.push(Math.abs(texts.reduce((sum, text) => sum + estimateTokens(text), 0) / counted - 1));
  }
  return { dryRun: mean(errors), estimate: mean(estimates) };
}

function textOfWhole(call: ModelCall): string {
  const texts = call.input.flatMap((item) => (Array.isArray(item['content']) ? item['content'] : []));
  const said = texts.map((part: { text?: string }) => part.text ?? '');
  return [call.instructions, ...said, JSON.stringify(call.format?.schema)].join('\n');
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
