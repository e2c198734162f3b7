import type { Product } from '@codex-pro/capability';
import { isCodedError } from '@codex-pro/runtime';
import { type ResolvedSettings, resolveSettings } from '@codex-pro/settings';

/** The settings that calls go by; null where they cannot be read, which the check of the settings says. */
export async function backendSettings({ env }: Product): Promise<ResolvedSettings | null> {
  try {
    const request = {
      capability: 'review',
      arguments: {},
      env,
      workspace: process.cwd(),
      projectProfile: null,
    } as const;
    return (await resolveSettings(request)).settings;
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return null;
  }
}
