import type { JobPreparation, PrepareContext } from '@codex-pro/capability';
import { contextAttachment, type ReviewRequest, snapshotAttachment } from './job-request.ts';
import { collectContext } from './project-context.ts';
import { takeTarget } from './take-target.ts';
import type { AdversarialReviewInput } from './tools/adversarial-review.ts';

/** Takes the snapshot, and keeps it for the job. */
export async function prepareChallenge(
  input: AdversarialReviewInput,
  context: PrepareContext<'review'>,
): Promise<JobPreparation<ReviewRequest>> {
  // Paths alone are a plan or a design to be read as it stands, not a change of it.
  const scope =
    input.scope === 'auto' && input.paths !== undefined && !namesCommits(input) ? 'paths' : input.scope;
  await context.expectJob();
  const { snapshot, replaced } = await takeTarget({ ...input, scope }, context);
  const around = await collectContext(snapshot, context.signal);
  return {
    type: 'job',
    request: { target: snapshot.target.description, replaced, notDone: [] },
    attachments: [
      { name: snapshotAttachment, content: JSON.stringify(snapshot) },
      { name: contextAttachment, content: JSON.stringify(around) },
    ],
  };
}

function namesCommits({ base, commit, range, pull_request: pullRequest }: AdversarialReviewInput): boolean {
  return [base, commit, range, pullRequest].some((argument) => argument !== undefined);
}
