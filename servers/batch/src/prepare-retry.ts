import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type JobPreparation, jobLimits, loadHouse, type PrepareContext } from '@codex-pro/capability';
import { InputError } from '@codex-pro/runtime';
import * as z from 'zod';
import { batchCapability } from './capability.ts';
import {
  type BatchRequest,
  batchRequestSchema,
  chunkSchema,
  chunksAttachment,
  contextAttachment,
} from './job-request.ts';
import type { RetryInput } from './tools/retry-batch.ts';

const earlierRequest = z.object({
  request: z.object({
    settings: z.object({
      model: z.string().nullable(),
      effort: z.string().nullable(),
      tier: z.string().nullable(),
    }),
    request: batchRequestSchema,
  }),
});

/** Goes on with the chunks, the prompt and the model of an earlier batch. */
export async function prepareRetry(
  input: RetryInput,
  context: PrepareContext<'batch'>,
): Promise<JobPreparation<BatchRequest>> {
  const { folder, id } = await findBatch(input.job_id, context);
  const read = (name: string) =>
    readFile(join(folder, name), 'utf8').catch((cause: unknown) => {
      throw new InputError(
        'input_invalid',
        `What the batch ${id} was asked is gone: ${join(folder, name)}.`,
        { cause },
      );
    });
  const { settings, request } = earlierRequest.parse(JSON.parse(await read('request.json'))).request;
  const given = Object.entries(settings).filter(([, value]) => value !== null);
  await context.settings(undefined, { ...Object.fromEntries(given), concurrency: request.concurrency });
  const chunks = await read(chunksAttachment);
  const shared = ['outline', 'whole', 'file'].includes(request.context);
  return {
    type: 'job',
    request: { ...request, force: input.force, sample: null, only: onlyIds(input.only, chunks) },
    attachments: [
      { name: chunksAttachment, content: chunks },
      ...(shared ? [{ name: contextAttachment, content: await read(contextAttachment) }] : []),
    ],
  };
}

/** Throws InputError where there is no such batch, or it is still at it. */
async function findBatch(
  reference: string,
  { env }: PrepareContext<'batch'>,
): Promise<{ readonly id: string; readonly folder: string }> {
  const house = await loadHouse();
  const jobs = house.openJobs({ home: house.stateHome(env), env, limits: await jobLimits(house, env) });
  const job = await jobs.find(reference);
  if (job.kind !== batchCapability.kind) {
    throw new InputError('input_invalid', `Job ${job.id} is of kind ${job.kind}, no batch.`);
  }
  if (job.endedAt === null) {
    throw new InputError('input_invalid', `The batch ${job.id} is still ${job.state}.`, {
      hint: 'Wait for it, or cancel it first.',
    });
  }
  return { id: job.id, folder: jobs.folder(job.id) };
}

/** The chunks of these names; all that are not done where no names are given. */
function onlyIds(only: RetryInput['only'], chunks: string): string[] | null {
  if (only === 'failed') return null;
  const all = chunks
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => chunkSchema.pick({ id: true, name: true }).parse(JSON.parse(line)));
  const unknown = only.filter((name) => !all.some((chunk) => chunk.name === name));
  if (unknown.length > 0) {
    throw new InputError('input_invalid', `The batch has no chunk ${JSON.stringify(unknown[0])}.`, {
      hint: 'Names are in manifest.jsonl and in failures.',
    });
  }
  return all.filter(({ name }) => only.includes(name)).map(({ id }) => id);
}
