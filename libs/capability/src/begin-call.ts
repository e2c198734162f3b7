import type { ToolContext } from '@codex-pro/mcp';
import type { ProjectProfileText } from '@codex-pro/settings';
import type { Capability, Kind } from './define-capability.ts';
import { type Envelope, envelopeVersion, type NotDone, noUsage } from './envelope.ts';
import { loadHouse } from './house.ts';
import type { Reader } from './next-steps.ts';
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
 * Everything up to the job: workspace, settings, what the tool prepares, credentials; then the job is recorded and its
 * worker started. What can be wrong is thrown before anything is recorded.
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
  const resolve = (
    projectProfile?: ProjectProfileText | null,
    given: Readonly<Record<string, unknown>> = {},
  ) =>
    house.resolveSettings({
      capability: capability.kind,
      arguments: { ...given, ...input },
      env,
      workspace: workspace.root,
      projectProfile,
    });
  let resolved: Awaited<ReturnType<typeof resolve>> | undefined;
  const prepared = await tool.prepare(input, {
    workspace,
    env,
    signal,
    progress: context.progress,
    async settings(projectProfile, given) {
      resolved = await resolve(projectProfile, given);
      return resolved.settings;
    },
  });
  const { settings, profile, refused, warnings } = resolved ?? (await resolve());
  const notDone: NotDone[] = [
    ...refused.map(({ key, why }) => ({ what: `project profile: ${key}`, why: `refused: ${why}.` })),
    ...warnings.map((warning) => ({ what: 'settings', why: `ignored: ${warning}` })),
  ];
  if (prepared.type === 'dry_run') {
    const envelope = dryRunEnvelope<Part>(prepared, notDone);
    return { type: 'answered', result: showResult(capability, envelope, settings.output.max_characters) };
  }

  const codex = await house.codex();
  const credentials = await codex.inspectCredentials({ settings, env, codexHome: house.codexHome(env) });
  house.keepKey(credentials.apiKey);
  await codex.checkWishes({
    settings,
    env,
    codexHome: house.codexHome(env),
    stateHome: house.stateHome(env),
    capability: capability.kind,
    productVersion: product.version,
    signal,
  });
  signal.throwIfAborted();
  const request: StoredRequest<Name, Request> = {
    tool: tool.name,
    settings,
    notDone,
    request: prepared.request,
  };
  const { workers, retention: retentionMs } = settings.jobs;
  const jobs = house.openJobs({ home: house.stateHome(env), env, limits: { workers, retentionMs } });
  if (prepared.callsModel !== false) {
    const { minutes } = settings.budget;
    const waits = capability.waitsForQuota === true && minutes !== null;
    codex.refuseHeldWork({
      gates: jobs.gates,
      breakers: jobs.breakers,
      capability: capability.kind,
      credentials,
      model: settings.model,
      patientUntil: waits ? Date.now() + minutes * 60_000 : null,
    });
  }
  const { id } = await jobs.submit({
    kind: capability.kind,
    prefix: capability.prefix,
    workspace: workspace.root,
    session: env['CLAUDE_CODE_SESSION_ID'] ?? null,
    request,
    attachments: prepared.attachments,
    start: {
      kind: capability.kind,
      bundle: product.bundle,
      version: product.version,
      node: process.execPath,
      ...(capability.resumes === true ? { resumes: true } : {}),
    },
    limitMs: settings.clocks.job,
    identity: { model: settings.model, effort: settings.effort, tier: settings.tier, profile },
    apiKey: credentials.apiKey,
    needsKey: credentials.needsKey,
  });
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
