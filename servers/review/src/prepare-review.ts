import type { Preparation, PrepareContext } from '@codex-pro/capability';
import { estimateCall } from '@codex-pro/codex';
import { InputError } from '@codex-pro/runtime';
import { codexHome, stateHome } from '@codex-pro/settings';
import { counted } from '@codex-pro/terminal';
import {
  briefArtifact,
  contextAttachment,
  marksAttachment,
  packArtifact,
  type ReviewRequest,
  snapshotAttachment,
} from './job-request.ts';
import { collectContext, type ProjectContext } from './project-context.ts';
import { findingBrief } from './prompts/finding-brief.ts';
import { rolesAsked } from './review/choose-roles.ts';
import type { NotDone } from './review/finding.ts';
import { markHunks, withoutMarked } from './review/hunk-marks.ts';
import { type TakenTarget, takeTarget } from './take-target.ts';
import type { ReviewInput } from './tools/review.ts';

/** What a reviewer of the host may be given to read: a part of its window, in a few pages. */
const hostPack = { tokens: 100_000, characters: 400_000 };

/** Takes the snapshot, and either keeps it for the job or says what a review of it would send. */
export async function prepareReview(
  input: ReviewInput,
  context: PrepareContext<'review'>,
): Promise<Preparation<ReviewRequest>> {
  if (!input.dry_run) await context.expectJob();
  const whole = await takeTarget(input, context);
  const settings = whole.settings.capability;
  if (input.roles !== undefined && settings.depth === 'quick') {
    throw new InputError(
      'input_invalid',
      'roles: a review of depth quick asks one reviewer for everything.',
      {
        hint: 'Leave roles out, or ask for depth standard.',
      },
    );
  }
  // A role that nobody defined is an error now, not one of the job.
  rolesAsked(settings);
  const { target, notDone } = input.since_last
    ? await onlyWhatIsNew(whole, context.env)
    : { target: whole, notDone: [] };
  const around = await collectContext(target.snapshot, context.signal);
  if (input.dry_run) return dryRunOf(target, around, notDone, context.env);
  const { snapshot, replaced, branch } = target;
  // The whole target's: what was left out as reviewed before was reviewed all the same.
  const marks = { branch, marks: markHunks(whole.snapshot) };
  return {
    type: 'job',
    request: { target: snapshot.target.description, replaced, notDone },
    attachments: [
      { name: snapshotAttachment, content: JSON.stringify(snapshot) },
      { name: contextAttachment, content: JSON.stringify(around) },
      { name: packArtifact.name, content: await packFor(target) },
      { name: briefArtifact.name, content: findingBrief() },
      { name: marksAttachment, content: JSON.stringify(marks) },
    ],
  };
}

/** The change as text for reviewers of the host, by the same rules as for those of Codex; what is left out is named in it. */
async function packFor({ snapshot, replaced, settings }: TakenTarget): Promise<string> {
  const { buildPack } = await import('./review/pack.ts');
  const { parts } = buildPack(snapshot, { settings: settings.capability, replaced, limits: hostPack });
  return `${parts[0].text}\n`;
}

/** Leaves out what earlier reviews of the branch have looked at. Throws InputError `target_empty` where that is all. */
async function onlyWhatIsNew(
  whole: TakenTarget,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly target: TakenTarget; readonly notDone: readonly NotDone[] }> {
  const { branch } = whole;
  const { earlierReviews } = await import('./earlier-reviews.ts');
  const earlier = await earlierReviews(whole.snapshot.workspace, branch, env);
  if (earlier === null) {
    const why = `first_review: no earlier review of ${branch} with all its reviewers was found, so all of the change is reviewed.`;
    return { target: whole, notDone: [{ what: 'since_last', why }] };
  }
  const { snapshot, files, hunks } = withoutMarked(whole.snapshot, earlier.marks);
  if (snapshot.files.length === 0) {
    throw new InputError('target_empty', `Nothing changed on ${branch} since job ${earlier.jobs[0]}.`, {
      hint: 'Leave since_last out to have all of it reviewed again.',
    });
  }
  if (hunks === 0 && files === 0) return { target: whole, notDone: [] };
  const what =
    hunks === 0 ? counted(files, 'file') : `${counted(hunks, 'hunk')} (${counted(files, 'whole file')})`;
  const why = `reviewed_before: unchanged since earlier reviews of ${branch} (${earlier.jobs.slice(0, 3).join(', ')}).`;
  return { target: { ...whole, snapshot }, notDone: [{ what, why }] };
}

async function dryRunOf(
  { snapshot, replaced, settings }: TakenTarget,
  context: ProjectContext,
  before: readonly NotDone[],
  env: NodeJS.ProcessEnv,
): Promise<Preparation<ReviewRequest>> {
  const { dryRun } = await import('./review/dry-run.ts');
  const { contextWindow, cost } = await estimateCall({
    settings,
    env,
    codexHome: codexHome(env),
    stateHome: stateHome(env),
  });
  const { result, target, summary, notDone } = await dryRun({
    snapshot,
    context,
    replaced,
    settings: settings.capability,
    roles: rolesAsked(settings.capability),
    window: contextWindow ?? undefined,
    cost,
  });
  return {
    type: 'dry_run',
    summary,
    dryRun: { ...result, target },
    notDone: [...before, ...context.notDone, ...notDone],
    nextSteps: [],
  };
}
