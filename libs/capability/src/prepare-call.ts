import type { ProjectProfileText, Resolution, ResolvedSettings } from '@codex-pro/settings';
import type { CallSite } from './begin-call.ts';
import type { Kind } from './define-capability.ts';
import type { House } from './house.ts';
import type { Workspace } from './resolve-workspace.ts';
import type { SharedArguments } from './shared-arguments.ts';
import type { Preparation, StartToolDefinition } from './start-tool.ts';

export interface CallToPrepare<Name extends Kind, Request, Input extends SharedArguments> {
  readonly kind: Name;
  readonly tool: StartToolDefinition<Name, Request, Input>;
  readonly input: Input;
  readonly workspace: Workspace;
  readonly house: House;
  readonly site: CallSite;
  /** Called once, when the tool expects a job and the settings are known. What it throws ends the call. */
  readonly onJobExpected: (settings: ResolvedSettings<Name>) => Promise<void>;
}

export interface PreparedCall<Name extends Kind, Request> {
  readonly prepared: Preparation<Request>;
  /** The last that the tool asked for. */
  readonly resolution: Resolution<Name>;
}

/** What the tool prepares, with the settings that count for it. Throws what it throws. */
export async function prepareCall<Name extends Kind, Request, Input extends SharedArguments>({
  kind,
  tool,
  input,
  workspace,
  house,
  site: { product, context },
  onJobExpected,
}: CallToPrepare<Name, Request, Input>): Promise<PreparedCall<Name, Request>> {
  const { env } = product;
  const resolve = (
    projectProfile?: ProjectProfileText | null,
    given: Readonly<Record<string, unknown>> = {},
  ) =>
    house.resolveSettings({
      capability: kind,
      arguments: { ...given, ...input },
      env,
      workspace: workspace.root,
      projectProfile,
    });
  let resolution: Resolution<Name> | undefined;
  let expecting = false;
  let told = false;
  const tell = async () => {
    if (!expecting || told || resolution === undefined) return;
    told = true;
    await onJobExpected(resolution.settings);
  };
  const prepared = await tool.prepare(input, {
    workspace,
    env,
    signal: context.signal,
    progress: context.progress,
    async settings(projectProfile, given) {
      resolution = await resolve(projectProfile, given);
      await tell();
      return resolution.settings;
    },
    async expectJob() {
      expecting = true;
      await tell();
    },
  });
  return { prepared, resolution: resolution ?? (await resolve()) };
}
