import { createApplyPatchTool, createWorkspaceFiles } from '@codex-pro/agent';
import { inFreshTree, type PatchCase, type PatchOutcome } from './patch-case.ts';

const signal = new AbortController().signal;

/** What our tool makes of a case. */
export function ourPatch(each: PatchCase): Promise<PatchOutcome> {
  return inFreshTree(each, async (root) => {
    const tool = createApplyPatchTool(createWorkspaceFiles({ root }));
    const result = await tool.run(each.patch, { callId: 'call', signal });
    const text = String(result.output);
    const report = text.replace(
      /^Exit code: 0\nWall time: 0 seconds\nOutput:\n|^apply_patch verification failed: /,
      '',
    );
    return { ok: result.failure === null, report };
  });
}
