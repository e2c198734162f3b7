import type { WorkspaceFiles } from '../files/workspace-files.ts';
import { commitChanges } from './commit-changes.ts';
import { parsePatch } from './parse-patch.ts';
import { PatchProblem } from './patch-problem.ts';
import { planChanges } from './plan-changes.ts';

/** What a patch did, paths as written in it. */
export interface AppliedPatch {
  readonly added: readonly string[];
  readonly modified: readonly string[];
  readonly deleted: readonly string[];
}

const maxPatchCharacters = 16 * 1024 * 1024;

/**
 * Applies the text of a patch to a workspace: all of it, or nothing. Throws PatchProblem where any part of it cannot
 * be applied, and leaves everything as it was.
 */
export function applyPatch(text: string, files: WorkspaceFiles): AppliedPatch {
  if (text.length > maxPatchCharacters) {
    throw new PatchProblem(
      `Invalid patch: it has ${text.length} characters; at most ${maxPatchCharacters} are taken.`,
    );
  }
  const { changes, summary } = planChanges(parsePatch(text), files);
  commitChanges(files.root, changes);
  return summary;
}
