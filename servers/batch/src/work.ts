import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CapabilityWork } from '@codex-pro/capability';
import { openJobs } from '@codex-pro/jobs';
import { isCodedError } from '@codex-pro/runtime';
import type { Chunk } from './batch/chunk.ts';
import { compileSchema } from './batch/compile-schema.ts';
import type { BatchPart } from './batch/part.ts';
import { createHttpsEngine } from './batch/running/https-engine.ts';
import { boundHeap } from './bound-heap.ts';
import { type BatchRequest, chunkSchema, chunksAttachment, contextAttachment } from './job-request.ts';
import { failuresName, manifestName, reportName } from './output/own-files.ts';
import { runBatch } from './run-batch.ts';

/** The work of a batch job: the domain over the ports. */
export const workOnBatch: CapabilityWork<'batch', BatchRequest, BatchPart> = async (ports) => {
  boundHeap();
  const { request, settings, model } = ports;
  const chunks = readChunks((await ports.attachment(chunksAttachment)).toString('utf8'));
  const shared = ['outline', 'whole', 'file'].includes(request.context);
  const { minutes } = settings.budget;
  const outcome = await runBatch({
    jobId: ports.jobId,
    chunks,
    prompt: request.prompt,
    context: request.context,
    sharedContext: shared ? (await ports.attachment(contextAttachment)).toString('utf8') : null,
    schema: request.schema,
    outputDir: request.output_dir,
    files: request.files,
    combine: request.combine,
    concurrency: request.concurrency,
    force: request.force,
    sample: request.sample,
    only: request.only,
    patientUntil: minutes === null ? null : ports.startedAt + minutes * 60_000,
    budget: settings.budget,
    goesOn: !(await wasEnded(ports.folder)),
    engine: createHttpsEngine(model, request.schema === null ? null : await compileSchema(request.schema)),
    isRunning: (jobId) => isRunning(jobId, ports.folder),
    usage: () => model.usage(),
    progress: ports.progress,
    signal: ports.signal,
  });
  const place = (name: string) => join(request.output_dir, name);
  const own = [
    { kind: 'manifest', path: place(manifestName) },
    { kind: 'failures', path: place(failuresName) },
    { kind: 'html', path: place(reportName) },
    ...(outcome.combined === null || outcome.combined === undefined
      ? []
      : [{ kind: 'combined', path: outcome.combined }]),
  ];
  return {
    part: outcome.part,
    summary: outcome.summary,
    notDone: [...request.not_done, ...outcome.notDone],
    nextSteps: outcome.nextSteps,
    error: outcome.error,
    artifacts: own,
  };
};

/** Whether an earlier attempt came to an end of its own: then somebody asked for this one, and it has a new budget. */
async function wasEnded(folder: string): Promise<boolean> {
  return (await readdir(folder)).some((name) => /^result\.\d+\.json$/.test(name));
}

function readChunks(text: string): Chunk[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => chunkSchema.parse(JSON.parse(line)));
}

/** Asked of the store that our own job lies in. */
async function isRunning(jobId: string, folder: string): Promise<boolean> {
  const jobs = openJobs({ home: dirname(dirname(folder)), bundleFolder: null });
  try {
    return (await jobs.find(jobId)).endedAt === null;
  } catch (error) {
    // A job that nobody knows runs no more.
    if (isCodedError(error)) return false;
    throw error;
  } finally {
    jobs.close();
  }
}
