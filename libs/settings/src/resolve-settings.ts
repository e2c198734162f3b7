import type { Decision, Layers } from './layers.ts';
import { withoutAlias } from './model-alias.ts';
import { type Capability, capabilityOwn, capabilityShared, jobsSettings } from './profile-schema.ts';
import type { Refusal } from './project-profile.ts';
import { readLayers, type SettingsRequest } from './read-layers.ts';
import type { ResolvedSettings, SourcedValue } from './resolved-settings.ts';
import { settingReader } from './setting-tree.ts';

export interface Resolution<Name extends Capability = Capability> {
  readonly settings: ResolvedSettings<Name>;
  /** By the key inside a section (`model`, `clocks.idle`, `max_findings`); those of `jobs` with their section. */
  readonly sources: Readonly<Record<string, SourcedValue>>;
  /** What the project profile tried beyond its allow-list. */
  readonly refused: readonly Refusal[];
  /** What in the Codex CLI's config.toml is not used, and why. */
  readonly warnings: readonly string[];
  /** The overlay that was chosen. */
  readonly profile: string | null;
}

/**
 * The settings of one capability, from all layers (DESIGN §7). Reads three files at most, and writes nothing.
 * Throws InputError for a bad argument or an unknown profile, and ConfigError `not_configured` for a mistake in a
 * profile, in a variable, or in what is needed of the Codex CLI's config.toml. `jobs`, which calls no model, needs
 * nothing of that: a mistake there is a warning.
 */
export async function resolveSettings<Name extends Capability>(
  request: SettingsRequest<Name>,
): Promise<Resolution<Name>> {
  return resolve(request, await readLayers(request), request.capability === 'jobs');
}

/** As resolveSettings, of layers that were read; `lenient` makes every mistake in config.toml a warning. */
export function resolve<Name extends Capability>(
  { capability }: SettingsRequest<Name>,
  layers: Layers,
  lenient: boolean,
): Resolution<Name> {
  const refused = new Map<string, Refusal>();
  const refuse = (refusal: Refusal) => void refused.set(refusal.key, refusal);
  const warnings = new Set(layers.config?.warnings);
  const warn = lenient ? (message: string) => void warnings.add(message) : undefined;
  for (const refusal of layers.project?.refused ?? []) refuse(refusal);

  const reader = settingReader(layers, { refuse, warn });
  const common = capability === 'jobs' ? ['defaults'] : [capability, 'defaults'];
  const { models, model, effort, tier, ...rest } = reader.resolve(capabilityShared[capability], {
    sections: common,
    label: '',
  });
  const jobs = reader.resolve(jobsSettings, { sections: ['jobs'], label: 'jobs.' });
  const section = reader.resolve(capabilityOwn[capability], { sections: [capability], label: '' });

  const decisions = new Map(reader.decisions);
  const choice = withoutAlias({ model, effort, tier }, models, decisions);
  const signIn = fromCodexConfig(layers, decisions.get('backend.base_url'));
  return {
    settings: { ...rest, ...choice, backend: { ...rest.backend, ...signIn }, jobs, capability: section },
    sources: { ...sourcesOf(decisions), ...signInSources(layers, signIn) },
    refused: [...refused.values()],
    warnings: [...warnings],
    profile: layers.overlay,
  };
}

/** A provider's key belongs to its own address alone: it is not named when the address comes from elsewhere. */
function fromCodexConfig({ config }: Layers, baseUrl: Decision | undefined) {
  const own = baseUrl?.layer === 'config.toml' ? config : null;
  return {
    provider: own?.provider ?? null,
    api_key_env: own?.apiKeyEnv ?? null,
    credentials_store: config?.credentialsStore ?? null,
  };
}

function sourcesOf(decisions: ReadonlyMap<string, Decision>): Record<string, SourcedValue> {
  return Object.fromEntries([...decisions].map(([key, { raw, source }]) => [key, { value: raw, source }]));
}

function signInSources(
  { config }: Layers,
  signIn: ReturnType<typeof fromCodexConfig>,
): Record<string, SourcedValue> {
  const rows = Object.entries(signIn).map(([key, value]): [string, SourcedValue] => {
    const source = value === null || config === null ? 'built-in' : `config.toml ${config.path}`;
    return [`backend.${key}`, { value, source }];
  });
  return Object.fromEntries(rows);
}
