import { join } from 'node:path';
import { type CodexClient, createCodexClient } from '@codex-pro/codex';
import type { EndState, Job, RunningJob, WorkEnd } from '@codex-pro/jobs';
import { toErrorReport } from '@codex-pro/runtime';
import { codexHome, stateHome } from '@codex-pro/settings';
import { type Capability, type Kind, type Outcome, partNameOf } from './define-capability.ts';
import { type Artifact, type Envelope, envelopeVersion, noUsage, toWire } from './envelope.ts';
import { envelopeJob } from './envelope-job.ts';
import { policyNote } from './policy-note.ts';
import type { Product } from './product.ts';
import { readStoredRequest, type StoredRequest } from './stored-request.ts';

/** One attempt at a job of a capability, in its worker: builds the client, does the work, makes the envelope and the files. */
export async function runCapabilityWork<Name extends Kind, Request, Part>(
  capability: Capability<Name, Request, Part>,
  running: RunningJob,
  product: Product,
): Promise<WorkEnd> {
  const stored = readStoredRequest<Name, Request>(running.request, capability.request);
  let client: CodexClient | undefined;
  let outcome: Outcome<Part>;
  try {
    client = await clientFor(stored, running, product);
    running.resolved(client.identity);
    const work = await capability.work();
    outcome = await work({
      request: stored.request,
      settings: stored.settings,
      model: client,
      workspace: running.job.workspace,
      jobId: running.job.id,
      version: product.version,
      folder: running.folder,
      startedAt: running.job.startedAt ?? Date.now(),
      signal: running.signal,
      attachment: running.attachment.bind(running),
      progress: running.progress.bind(running),
      note: running.note.bind(running),
    });
  } catch (error) {
    outcome = failedOutcome(running.signal.aborted ? running.signal.reason : error);
  } finally {
    await client?.close();
  }
  const usage = client?.usage() ?? noUsage('No call was made.');
  const limits = client?.limits() ?? null;
  const envelopeOf = (job: Job, artifacts: readonly Artifact[]): Envelope<Part> => ({
    schema: envelopeVersion,
    job: envelopeJob(job),
    summary: outcome.summary,
    part: outcome.part,
    usage,
    limits,
    not_done: [...stored.notDone, ...outcome.notDone],
    artifacts: [...artifacts],
    next_steps: [...outcome.nextSteps],
    error: outcome.error,
  });
  const state = endState(outcome, running.signal);
  // Files show the job as it is about to stand; only the exact time of the end comes later.
  const soon: Job = { ...running.job, ...client?.identity, state, endedAt: Date.now() };
  const made = await resultFiles(capability, outcome, running.folder, (artifacts) =>
    envelopeOf(soon, artifacts),
  );
  return {
    state,
    summary: outcome.summary,
    error: outcome.error,
    result: (ended) => toWire(partNameOf(capability), envelopeOf(ended, made.artifacts)),
    files: made.files,
  };
}

function clientFor<Name extends Kind, Request>(
  { settings }: StoredRequest<Name, Request>,
  running: RunningJob,
  product: Product,
): Promise<CodexClient> {
  const { env } = running;
  return createCodexClient({
    settings,
    env,
    codexHome: codexHome(env),
    stateHome: stateHome(env),
    apiKey: running.apiKey,
    capability: running.job.kind,
    calls: running.calls,
    breakers: running.breakers,
    gates: running.gates,
    productVersion: product.version,
    startedAt: running.job.startedAt ?? undefined,
    signal: running.signal,
    onPolicy: (event) => running.note(event.type, policyNote(event)),
  });
}

function failedOutcome(error: unknown): Outcome<never> {
  const report = toErrorReport(error);
  if (report.code === 'internal')
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  return { part: null, summary: report.message, notDone: [], nextSteps: [], error: report };
}

/** Work that was stopped ends as what stopped it, even where it gave back what it had. */
function endState(outcome: Outcome<unknown>, signal: AbortSignal): EndState {
  if (outcome.error === null) return 'succeeded';
  if (!signal.aborted) return 'failed';
  const { code } = toErrorReport(signal.reason);
  if (code === 'cancelled') return 'cancelled';
  return code === 'timed_out' ? 'timed_out' : 'failed';
}

interface ResultFiles {
  readonly artifacts: readonly Artifact[];
  readonly files: WorkEnd['files'];
}

async function resultFiles<Name extends Kind, Request, Part>(
  capability: Capability<Name, Request, Part>,
  outcome: Outcome<Part>,
  folder: string,
  envelopeWith: (artifacts: readonly Artifact[]) => Envelope<Part>,
): Promise<ResultFiles> {
  const place = (kind: string, name: string): Artifact => ({ kind, path: join(folder, name) });
  const given = (capability.given ?? []).map(({ kind, name }) => place(kind, name));
  const fixed = [
    place('json', 'result.json'),
    place('markdown', 'result.md'),
    ...given,
    ...(outcome.artifacts ?? []),
  ];
  const own = outcome.files?.(envelopeWith(fixed)) ?? [];
  const artifacts = [
    ...fixed,
    ...own.filter(({ name }) => name !== 'result.md').map(({ kind, name }) => place(kind, name)),
    ...(outcome.error === null ? [] : [place('log', 'worker.log')]),
  ];
  const files = own.map(({ name, content }) => ({ name, content }));
  if (!files.some(({ name }) => name === 'result.md')) {
    const { markdown } = await capability.rendering();
    files.push({ name: 'result.md', content: await markdown(envelopeWith(artifacts)) });
  }
  return { artifacts, files };
}
