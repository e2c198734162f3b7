import { type AgentTool, failed, succeeded } from '../agent-tool.ts';
import type { WorkspaceFiles } from '../files/workspace-files.ts';
import { type AppliedPatch, applyPatch } from '../patch/apply-patch.ts';
import { PatchProblem } from '../patch/patch-problem.ts';
import { applyPatchSpec } from './specs/apply-patch.ts';

/** Edits files by patches, each one whole or not at all. Its record is `{added, modified, deleted}`, paths as written. */
export function createApplyPatchTool(files: WorkspaceFiles): AgentTool {
  return {
    name: applyPatchSpec.name,
    spec: applyPatchSpec,
    effects: 'some',
    describe: (input) => describePatch(String(input)),
    async run(input) {
      try {
        const applied = applyPatch(String(input), files);
        return succeeded(report(applied), { ...applied });
      } catch (error) {
        if (!(error instanceof PatchProblem)) throw error;
        return failed(`apply_patch verification failed: ${error.message}`);
      }
    },
  };
}

/** The words of the Codex CLI 0.169 (recorded). */
function report({ added, modified, deleted }: AppliedPatch): string {
  const lines = [
    'Success. Updated the following files:',
    ...added.map((path) => `A ${path}`),
    ...modified.map((path) => `M ${path}`),
    ...deleted.map((path) => `D ${path}`),
  ];
  return `Exit code: 0\nWall time: 0 seconds\nOutput:\n${lines.join('\n')}\n`;
}

const namedPaths = /^\*\*\* (?:Add|Update|Delete) File: (.+)$/gm;

function describePatch(text: string): string {
  const paths = [...text.slice(0, 100_000).matchAll(namedPaths)].map((match) => match[1] ?? '');
  const [first = 'files'] = paths;
  return paths.length > 1 ? `edits ${first} and ${paths.length - 1} more` : `edits ${first}`;
}
