import type { DryRun, PrepareContext } from '@codex-pro/capability';
import { counted } from '@codex-pro/terminal';
import { planOf } from './batch/plan.ts';
import { knownQuota } from './known-quota.ts';
import { layOutBatch } from './lay-out-batch.ts';
import { isEmptyFolder } from './output/output-folder.ts';
import type { BatchInput } from './tools/batch-arguments.ts';

/** Lays the batch out and says what it would do. */
export async function planBatch(input: BatchInput, context: PrepareContext<'batch'>): Promise<DryRun> {
  const layout = await layOutBatch(input, context);
  const { request, chunks } = layout;
  const plan = planOf({
    ...layout,
    quota: await knownQuota(context.env),
    outputsThere: !(await isEmptyFolder(request.output_dir)),
  });
  const cost = plan.cost_usd === null ? 'an unknown cost' : `about $${plan.cost_usd.toPrecision(2)}`;
  return {
    type: 'dry_run',
    summary: `${counted(chunks.length, 'chunk')}, ${plan.due === chunks.length ? 'all' : `${plan.due} of them`} to be sent, for ${cost} and about ${Math.max(1, Math.round(plan.minutes))} min. Nothing was sent.`,
    dryRun: plan,
    notDone: request.not_done,
    nextSteps: [],
  };
}
