import type { CapabilityWork } from '@codex-pro/capability';
import { estimateCall } from '@codex-pro/codex';
import type { Snapshot } from '@codex-pro/git';
import { type ReviewRequest, snapshotAttachment } from './job-request.ts';
import type { ReviewPart } from './review/finding.ts';
import { renderMarkdown } from './review/render-markdown.ts';
import { renderSarif } from './review/render-sarif.ts';
import { runReview } from './review/run-review.ts';

/** Artifact with the code around each finding, for renderings that come later. */
export const framesArtifact = { kind: 'frames', name: 'frames.json' };

/** The work of a review job: the domain over the ports, and the files that a review leaves. */
export const workOnReview: CapabilityWork<'review', ReviewRequest, ReviewPart> = async (ports) => {
  const snapshot: Snapshot = JSON.parse((await ports.attachment(snapshotAttachment)).toString('utf8'));
  const { part, summary, notDone, nextSteps, frames } = await runReview({
    snapshot,
    replaced: ports.request.replaced,
    settings: ports.settings.capability,
    model: ports.model,
    window: windowOf(ports.model.identity.model),
    signal: ports.signal,
    progress: ports.progress,
  });
  return {
    part,
    summary,
    notDone,
    nextSteps,
    error: null,
    files: (envelope) => [
      { kind: 'markdown', name: 'result.md', content: renderMarkdown(envelope, frames) },
      { kind: 'sarif', name: 'result.sarif', content: renderSarif(envelope, ports.version) },
      { ...framesArtifact, content: JSON.stringify(frames) },
    ],
  };
};

/** Tokens that the model reads at once; undefined where the catalogue does not know it. */
function windowOf(model: string): number | undefined {
  return estimateCall({ model, effort: null, tier: null, prices: {} }).contextWindow ?? undefined;
}
