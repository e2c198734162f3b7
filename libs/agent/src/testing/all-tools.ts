import { tmpdir } from 'node:os';
import type { AgentTool } from '../agent-tool.ts';
import { createWorkspaceFiles } from '../files/workspace-files.ts';
import { createApplyPatchTool } from '../tools/apply-patch.ts';
import { createAskUserTool } from '../tools/ask-user.ts';
import { createCommandTools } from '../tools/command-tools.ts';
import { createReadTools } from '../tools/read-tools.ts';
import { createUpdatePlanTool } from '../tools/update-plan.ts';
import { createViewImageTool } from '../tools/view-image.ts';
import { processRunner } from './process-runner.ts';

/** Every tool there is, over a folder. */
export function allTools(root = tmpdir(), signal = new AbortController().signal): readonly AgentTool[] {
  const files = createWorkspaceFiles({ root });
  const unused = () => Promise.reject(new Error('No repository here.'));
  return [
    ...createCommandTools({ runner: processRunner(), root: files.root, signal }),
    createApplyPatchTool(files),
    createViewImageTool(files),
    createUpdatePlanTool(),
    createAskUserTool(),
    ...createReadTools({ files, git: { show: unused, blame: unused } }),
  ];
}
