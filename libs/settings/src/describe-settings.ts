import type { Capability } from './profile-schema.ts';
import type { Refusal } from './project-profile.ts';
import { readLayers, type SettingsRequest } from './read-layers.ts';
import { resolve } from './resolve-settings.ts';
import { overlayNames } from './user-profile.ts';

export interface SettingRow {
  /** As set_setting takes it, for this capability alone; `codex.…` are the Codex CLI's own and cannot be set. */
  readonly key: string;
  /** In the words it was written in; null where it is not set. */
  readonly value: unknown;
  readonly source: string;
}

export interface SettingsDescription {
  readonly capability: Capability;
  readonly profile: string | null;
  /** The overlays that can be chosen. */
  readonly profiles: readonly string[];
  readonly settings: readonly SettingRow[];
  readonly refused: readonly Refusal[];
  readonly warnings: readonly string[];
}

/**
 * Each setting in force for a capability, with its source. Throws as resolveSettings, but for mistakes in the Codex
 * CLI's config.toml, which are warnings here.
 */
export async function describeSettings(request: SettingsRequest): Promise<SettingsDescription> {
  const layers = await readLayers(request);
  const { sources, refused, warnings, profile } = resolve(request, layers, true);
  const section = request.capability === 'jobs' ? 'defaults' : request.capability;
  const settings = Object.entries(sources).map(([key, { value, source }]) => ({
    key: settableKey(key, section),
    value,
    source,
  }));
  return {
    capability: request.capability,
    profile,
    profiles: overlayNames(layers.user),
    settings,
    refused,
    warnings,
  };
}

const codexOwn = /^backend\.(provider|api_key_env|credentials_store)$/;

function settableKey(key: string, section: string): string {
  if (key.startsWith('jobs.')) return key;
  return codexOwn.test(key) ? key.replace('backend.', 'codex.') : `${section}.${key}`;
}
