import type { Preparation, PrepareContext } from '@codex-pro/capability';
import { collectSnapshot, resolveWorkspace, type Snapshot } from '@codex-pro/git';
import { type ReviewRequest, snapshotAttachment } from './job-request.ts';
import type { ReviewInput } from './tools/review.ts';

/** Takes the snapshot, and either keeps it for the job or says what a review of it would send. */
export async function prepareReview(
  input: ReviewInput,
  context: PrepareContext<'review'>,
): Promise<Preparation<ReviewRequest>> {
  const { settings, signal } = context;
  context.progress('collecting the change');
  const workspace = await resolveWorkspace(context.workspace.folder, signal);
  const { scope, base, commit, range, paths } = input;
  const { caps } = settings.capability;
  const snapshot = await collectSnapshot({ workspace, scope, base, commit, range, paths, caps, signal });
  if (input.dry_run) return dryRunOf(snapshot, context);
  return {
    type: 'job',
    request: { target: snapshot.target.description },
    attachments: [{ name: snapshotAttachment, content: JSON.stringify(snapshot) }],
  };
}

async function dryRunOf(
  snapshot: Snapshot,
  { settings }: PrepareContext<'review'>,
): Promise<Preparation<ReviewRequest>> {
  const { dryRun } = await import('./review/dry-run.ts');
  const { result, target, summary, notDone } = await dryRun({
    snapshot,
    settings: settings.capability,
    cost: () => null,
  });
  return { type: 'dry_run', summary, dryRun: { ...result, target }, notDone, nextSteps: [] };
}
