import type { ModelPort } from '@codex-pro/codex';

/** Of one reviewer. */
const limits = { turns: 12, minutes: 10 } as const;

/** The model of a job: at depth `deep` its reviewers may look around in the workspace. The tools load only there. */
export async function modelFor(
  depth: 'quick' | 'standard' | 'deep',
  model: ModelPort,
  workspace: string,
): Promise<ModelPort> {
  if (depth !== 'deep') return model;
  const [{ letLookAround }, { workspaceTools }] = await Promise.all([
    import('./look-around.ts'),
    import('./workspace-tools.ts'),
  ]);
  return letLookAround(model, workspaceTools(workspace), limits);
}
