import type { Preparation, PrepareContext } from '@codex-pro/capability';
import { estimateCall } from '@codex-pro/codex';
import { collectSnapshot, readAtBase, resolveWorkspace, type Snapshot } from '@codex-pro/git';
import type { ProjectProfileText, ResolvedSettings } from '@codex-pro/settings';
import { type ReviewRequest, snapshotAttachment } from './job-request.ts';
import type { ReviewInput } from './tools/review.ts';

/** Takes the snapshot, and either keeps it for the job or says what a review of it would send. */
export async function prepareReview(
  input: ReviewInput,
  context: PrepareContext<'review'>,
): Promise<Preparation<ReviewRequest>> {
  const { signal } = context;
  // Which project profile counts depends on the target, so the user's own limits take the snapshot; narrower ones
  // are kept when the pack is made.
  const { caps } = (await context.settings(null)).capability;
  context.progress('collecting the change');
  const workspace = await resolveWorkspace(context.workspace.folder, signal);
  const { scope, base, commit, range, paths } = input;
  const snapshot = await collectSnapshot({ workspace, scope, base, commit, range, paths, caps, signal });
  const settings = await context.settings(await projectProfileOf(snapshot, signal));
  if (input.dry_run) return dryRunOf(snapshot, settings);
  const { redactSnapshot } = await import('./review/redact-files.ts');
  const safe = redactSnapshot(snapshot);
  return {
    type: 'job',
    request: { target: snapshot.target.description, replaced: safe.replaced },
    attachments: [{ name: snapshotAttachment, content: JSON.stringify(safe.snapshot) }],
  };
}

const profilePath = '.codex-pro/profile.yaml';
const maxProfileBytes = 256 * 1024;

/** A change between commits must not choose how it is reviewed: there the base side's profile counts. */
async function projectProfileOf(
  { workspace, target }: Snapshot,
  signal: AbortSignal,
): Promise<ProjectProfileText | null | undefined> {
  const { scope, base } = target;
  if (scope === 'working-tree' || scope === 'staged' || scope === 'paths') return undefined;
  const texts = await readAtBase({
    workspace,
    base,
    paths: [profilePath],
    maxBytes: maxProfileBytes,
    signal,
  });
  const text = texts.get(profilePath);
  return text === undefined ? null : { text, path: `${base?.slice(0, 12)}:${profilePath}` };
}

async function dryRunOf(
  snapshot: Snapshot,
  settings: ResolvedSettings<'review'>,
): Promise<Preparation<ReviewRequest>> {
  const { dryRun } = await import('./review/dry-run.ts');
  const { contextWindow, cost } = estimateCall(settings);
  const { result, target, summary, notDone } = await dryRun({
    snapshot,
    settings: settings.capability,
    window: contextWindow ?? undefined,
    cost,
  });
  return { type: 'dry_run', summary, dryRun: { ...result, target }, notDone, nextSteps: [] };
}
