import type { JobPreparation, PrepareContext } from '@codex-pro/capability';
import { checkBudget, checkSizes } from './batch/check-sizes.ts';
import { type BatchRequest, chunksAttachment, contextAttachment } from './job-request.ts';
import { layOutBatch } from './lay-out-batch.ts';
import type { BatchInput } from './tools/batch-arguments.ts';

/** Lays the batch out and keeps its chunks for the job. */
export async function prepareBatch(
  input: BatchInput,
  context: PrepareContext<'batch'>,
): Promise<JobPreparation<BatchRequest>> {
  const layout = await layOutBatch(input, context);
  checkSizes(layout);
  checkBudget(layout, layout.settings.budget);
  const { request, chunks, sharedContext, stock } = layout;
  return {
    type: 'job',
    callsModel: chunks.some(({ id }) => stock.standings.get(id)?.type === 'due'),
    request,
    attachments: [
      { name: chunksAttachment, content: chunks.map((chunk) => `${JSON.stringify(chunk)}\n`).join('') },
      ...(sharedContext === null ? [] : [{ name: contextAttachment, content: sharedContext }]),
    ],
  };
}
