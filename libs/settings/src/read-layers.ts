import { InputError } from '@codex-pro/runtime';
import { readCodexConfig } from './codex-config.ts';
import { codexHome, stateHome } from './homes.ts';
import type { Layers } from './layers.ts';
import type { Capability } from './profile-schema.ts';
import { type ProjectProfileText, readProjectProfile } from './project-profile.ts';
import { readUserProfile, requireOverlay } from './user-profile.ts';

export interface SettingsRequest<Name extends Capability = Capability> {
  readonly capability: Name;
  /** The tool's arguments as they came; those that are no settings are not looked at. */
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly env: NodeJS.ProcessEnv;
  /** Absolute. */
  readonly workspace: string;
  /** Left out: the workspace's own file. null: there is none. */
  readonly projectProfile?: ProjectProfileText | null | undefined;
}

/** Reads the three files that settings come from, and checks the choice of an overlay. */
export async function readLayers(request: SettingsRequest): Promise<Layers> {
  const { capability, env, workspace, projectProfile } = request;
  const home = stateHome(env);
  const [user, config, project] = await Promise.all([
    readUserProfile(home),
    readCodexConfig(codexHome(env)),
    projectProfile === null
      ? null
      : readProjectProfile({ workspace, home, given: projectProfile }, capability),
  ]);
  const overlay = request.arguments['profile'] ?? null;
  if (overlay !== null && typeof overlay !== 'string') {
    throw new InputError('input_invalid', 'The argument profile must be the name of a profile.');
  }
  if (overlay !== null) requireOverlay(user, overlay, home);
  return { arguments: request.arguments, env, project, overlay, user, config };
}
