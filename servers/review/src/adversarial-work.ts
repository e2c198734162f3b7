import type { CapabilityWork } from '@codex-pro/capability';
import type { Snapshot } from '@codex-pro/git';
import type { AdversarialPart } from './adversarial/adversarial-part.ts';
import { runChallenge } from './adversarial/run-challenge.ts';
import { contextAttachment, type ReviewRequest, snapshotAttachment } from './job-request.ts';
import { modelFor } from './looking-around/deep-model.ts';
import type { ProjectContext } from './project-context.ts';

/** The work of an adversarial review: the domain over the ports. */
export const workOnChallenge: CapabilityWork<'review', ReviewRequest, AdversarialPart> = async (ports) => {
  const read = async (name: string): Promise<string> => (await ports.attachment(name)).toString('utf8');
  const snapshot: Snapshot = JSON.parse(await read(snapshotAttachment));
  const context: ProjectContext = JSON.parse(await read(contextAttachment));
  const { model } = ports;
  const { part, summary, notDone, error } = await runChallenge({
    snapshot,
    context,
    replaced: ports.request.replaced,
    settings: ports.settings.capability,
    model: await modelFor(ports.settings.capability.depth, model, ports.workspace),
    window: model.abilities?.contextWindow ?? undefined,
    signal: ports.signal,
    progress: ports.progress,
  });
  return {
    part,
    summary,
    notDone: [...ports.request.notDone, ...context.notDone, ...notDone],
    nextSteps: [],
    error,
  };
};
