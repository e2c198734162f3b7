import type { ExpectedJob, JobStart, Jobs, Submission } from '@codex-pro/jobs';
import type { ToolContext } from '@codex-pro/mcp';
import type { ResolvedSettings } from '@codex-pro/settings';
import { checkBackend, refuseHeldCall } from './check-backend.ts';
import type { Capability, Kind } from './define-capability.ts';
import { type Envelope, envelopeVersion, type NotDone, noUsage } from './envelope.ts';
import { loadHouse } from './house.ts';
import type { Reader } from './next-steps.ts';
import { prepareCall } from './prepare-call.ts';
import type { Product } from './product.ts';
import { resolveWorkspace } from './resolve-workspace.ts';
import type { SharedArguments } from './shared-arguments.ts';
import { type ShownResult, showResult } from './shown-result.ts';
import type { DryRun, StartToolDefinition } from './start-tool.ts';
import { followJob, type StartedJob } from './started-job.ts';
import type { StoredRequest } from './stored-request.ts';

/** A call is either answered without a job (a dry run), or has recorded one. */
export type BegunCall =
  | { readonly type: 'answered'; readonly result: ShownResult }
  | { readonly type: 'started'; readonly job: StartedJob };

export interface CallSite {
  readonly product: Product;
  readonly reader: Reader;
  readonly context: Pick<ToolContext, 'signal' | 'progress' | 'root'>;
}

/**
 * Everything up to the job: workspace, settings, what the tool prepares, credentials; then the job is recorded. Its
 * worker is started with it, or ahead of it where the tool expects a job. What can be wrong is thrown before anything is
 * recorded, and a worker that was started ahead is gone then.
 */
export async function beginCall<Name extends Kind, Request, Part, Input extends SharedArguments>(
  capability: Capability<Name, Request, Part>,
  tool: StartToolDefinition<Name, Request, Input>,
  input: Input,
  { product, reader, context }: CallSite,
): Promise<BegunCall> {
  const { env } = product;
  const { signal } = context;
  const house = await loadHouse();
  const workspace = await resolveWorkspace({
    argument: input.workspace,
    env,
    hostRoot: context.root,
    cwd: process.cwd(),
  });
  const jobsWith = ({ workers, retention }: ResolvedSettings<Name>['jobs']) =>
    house.openJobs({ home: house.stateHome(env), env, limits: { workers, retentionMs: retention } });
  const start: JobStart = {
    kind: capability.kind,
    bundle: product.bundle,
    version: product.version,
    node: process.execPath,
    ...(capability.resumes === true ? { resumes: true } : {}),
  };
  const ahead: { of: Jobs | null; job: ExpectedJob | null } = { of: null, job: null };
  try {
    const { prepared, resolution } = await prepareCall({
      kind: capability.kind,
      tool,
      input,
      workspace,
      house,
      site: { product, reader, context },
      onJobExpected: async (settings) => {
        ahead.of = jobsWith(settings.jobs);
        await refuseHeldCall({ capability, settings, jobs: ahead.of, house, product });
        ahead.job = ahead.of.expect({ prefix: capability.prefix, start });
      },
    });
    const { settings, profile, refused, warnings } = resolution;
    const notDone: NotDone[] = [
      ...refused.map(({ key, why }) => ({ what: `project profile: ${key}`, why: `refused: ${why}.` })),
      ...warnings.map((warning) => ({ what: 'settings', why: `ignored: ${warning}` })),
    ];
    if (prepared.type === 'dry_run') {
      const envelope = dryRunEnvelope<Part>(prepared, notDone);
      return { type: 'answered', result: showResult(capability, envelope, settings.output.max_characters) };
    }

    const jobs = jobsWith(settings.jobs);
    const callsModel = prepared.callsModel !== false;
    const credentials = await checkBackend({
      capability,
      settings,
      callsModel,
      jobs,
      house,
      product,
      signal,
    });
    const request: StoredRequest<Name, Request> = {
      tool: tool.name,
      settings,
      notDone,
      request: prepared.request,
    };
    const submission: Submission = {
      kind: capability.kind,
      prefix: capability.prefix,
      workspace: workspace.root,
      session: env['CLAUDE_CODE_SESSION_ID'] ?? null,
      request,
      attachments: prepared.attachments,
      start,
      limitMs: settings.clocks.job,
      identity: { model: settings.model, effort: settings.effort, tier: settings.tier, profile },
      apiKey: credentials.apiKey,
      needsKey: credentials.needsKey,
    };
    // Where a project profile sets other limits than the user's, what was expected is not of these jobs.
    const expected = ahead.of === jobs ? ahead.job : null;
    if (expected !== null) ahead.job = null;
    const { id } = await jobs.submit(submission, expected);
    const job = followJob({
      capability,
      jobs,
      id,
      product,
      reader,
      maxCharacters: settings.output.max_characters,
      onHostCancel: settings.jobs.on_host_cancel,
    });
    return { type: 'started', job };
  } finally {
    await ahead.job?.cancel();
  }
}

function dryRunEnvelope<Part>(dryRun: DryRun, notDone: readonly NotDone[]): Envelope<Part> {
  return {
    schema: envelopeVersion,
    job: null,
    summary: dryRun.summary,
    part: null,
    dry_run: dryRun.dryRun,
    usage: noUsage('A dry run makes no call.'),
    limits: null,
    not_done: [...notDone, ...dryRun.notDone],
    artifacts: [],
    next_steps: [...dryRun.nextSteps],
    error: null,
  };
}
