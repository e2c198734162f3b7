import { dirname } from 'node:path';
import type { CapabilityWork } from '@codex-pro/capability';
import { checkPatch, type Snapshot } from '@codex-pro/git';
import { readDismissals } from './dismissals.ts';
import { contextAttachment, type ReviewRequest, snapshotAttachment } from './job-request.ts';
import { modelFor } from './looking-around/deep-model.ts';
import type { ProjectContext } from './project-context.ts';
import { rolesAsked } from './review/choose-roles.ts';
import type { ReviewPart } from './review/finding.ts';
import { renderMarkdown } from './review/render-markdown.ts';
import { renderRdjson } from './review/render-rdjson.ts';
import { renderSarif } from './review/render-sarif.ts';
import { runReview } from './review/run-review.ts';
import { shownReport } from './review/shown-report.ts';

/** Artifact with the code around each finding, for renderings that come later. */
export const framesArtifact = { kind: 'frames', name: 'frames.json' };

/** The work of a review job: the domain over the ports, and the files that a review leaves. */
export const workOnReview: CapabilityWork<'review', ReviewRequest, ReviewPart> = async (ports) => {
  const read = async (name: string): Promise<string> => (await ports.attachment(name)).toString('utf8');
  const snapshot: Snapshot = JSON.parse(await read(snapshotAttachment));
  const context: ProjectContext = JSON.parse(await read(contextAttachment));
  const settings = ports.settings.capability;
  const { signal, model } = ports;
  const { part, summary, notDone, nextSteps, frames, patch, error } = await runReview({
    snapshot,
    context,
    replaced: ports.request.replaced,
    settings,
    roles: rolesAsked(settings),
    model: await modelFor(settings.depth, model, ports.workspace),
    window: model.abilities?.contextWindow ?? undefined,
    dismissals: await readDismissals(dirname(dirname(ports.folder)), ports.workspace),
    checkPatch: (file) => checkPatch({ ...file, signal }),
    signal,
    progress: ports.progress,
  });
  return {
    part,
    summary,
    notDone: [...ports.request.notDone, ...context.notDone, ...notDone],
    nextSteps,
    error,
    files: (envelope) => [
      { kind: 'markdown', name: 'result.md', content: renderMarkdown(shownReport(envelope), frames) },
      { kind: 'sarif', name: 'result.sarif', content: renderSarif(envelope, ports.version) },
      { kind: 'rdjson', name: 'result.rdjson', content: renderRdjson(envelope) },
      ...(patch === '' ? [] : [{ kind: 'patch', name: 'result.patch', content: patch }]),
      { ...framesArtifact, content: JSON.stringify(frames) },
    ],
  };
};
