import { isOfCommits, readAtBase, readCommitMessages, readInWorkspace, type Snapshot } from '@codex-pro/git';
import { redactSecrets } from '@codex-pro/runtime';
import type { NotDone } from './review/finding.ts';
import { guidelinePaths, nearestGuidelines } from './review/guideline-files.ts';
import type { ReviewContext } from './review/review-context.ts';

const maxGuidelineBytes = 256 * 1024;
const maxCommits = 20;
const maxMessageCharacters = 2_000;

export interface ProjectContext extends Omit<ReviewContext, 'focus'> {
  readonly notDone: readonly NotDone[];
}

/**
 * Guidelines and commit messages of what is reviewed. A change between commits must not write the rules that it is
 * held to: there the guidelines are the base side's.
 */
export async function collectContext(snapshot: Snapshot, signal: AbortSignal): Promise<ProjectContext> {
  const { workspace, target } = snapshot;
  const files = snapshot.files.map(({ path }) => path);
  const request = { workspace, paths: guidelinePaths(files), maxBytes: maxGuidelineBytes };
  const { base, head } = target;
  const [texts, commits] = await Promise.all([
    isOfCommits(target) ? readAtBase({ ...request, base, signal }) : readInWorkspace(request),
    head === null
      ? []
      : readCommitMessages({
          workspace,
          base,
          head,
          maxCommits,
          maxCharacters: maxMessageCharacters,
          signal,
        }),
  ]);
  const { guidelines, cut } = nearestGuidelines(files, texts);
  // What is kept on disk and sent holds no secret-looking string.
  return {
    guidelines: guidelines.map(({ path, text }) => ({ path, text: redactSecrets(text).text })),
    commits: commits.map((message) => redactSecrets(message).text),
    notDone: cut.map((path) => ({ what: path, why: 'cut: of long guidelines only the beginning is sent.' })),
  };
}
