import type { CodexConfig } from './codex-config.ts';
import { isMapping, valueAt } from './mapping.ts';
import type { ProjectProfile } from './project-profile.ts';
import type { Setting } from './setting.ts';
import type { UserProfile } from './user-profile.ts';

/** All that was read for one request. */
export interface Layers {
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly env: NodeJS.ProcessEnv;
  readonly project: ProjectProfile | null;
  /** The name of the chosen overlay of the user's profile. */
  readonly overlay: string | null;
  readonly user: UserProfile | null;
  readonly config: CodexConfig | null;
}

/** One setting as a capability asks for it. */
export interface SettingKey {
  readonly setting: Setting;
  /** Inside a section. */
  readonly path: readonly string[];
  /** The sections that may hold it, best first. */
  readonly sections: readonly string[];
}

/** What one layer says of a setting. */
export interface Word {
  /** As it was written. */
  readonly raw: unknown;
  readonly source: string;
  readonly layer: keyof typeof precedence;
  /** The place in the precedence: smaller wins. */
  readonly rank: number;
  /** Why it cannot be used, where the layer knows. */
  readonly broken?: string;
}

/** The word that counts, understood. */
export interface Decision extends Word {
  /** In the types of ResolvedSettings. */
  readonly value: unknown;
}

/** DESIGN §7, best first; the gaps are for the sections inside a profile. */
const precedence = {
  argument: 0,
  environment: 1,
  'project profile': 10,
  'user profile': 20,
  'config.toml': 30,
  'built-in': 31,
} as const;

export function argumentWord(layers: Layers, { setting }: SettingKey): Word | undefined {
  const raw = setting.argument === undefined ? undefined : layers.arguments[setting.argument];
  if (raw === undefined || raw === null) return undefined;
  return { raw, source: 'argument', layer: 'argument', rank: precedence.argument };
}

export function environmentWord(layers: Layers, { setting }: SettingKey): Word | undefined {
  const raw = setting.environment === undefined ? undefined : layers.env[setting.environment];
  if (raw === undefined || raw === '') return undefined;
  const source = `environment ${setting.environment}`;
  return { raw, source, layer: 'environment', rank: precedence.environment };
}

/** Not yet narrowed. Comes with the key as the project wrote it. */
export function projectWords(
  { project }: Layers,
  { path, sections }: SettingKey,
): { key: string; word: Word }[] {
  if (project === null) return [];
  return sections.flatMap((section, index) => {
    const full = [section, ...path];
    const raw = valueAt(project.data, full);
    if (raw === undefined) return [];
    const source = `project profile ${project.path}:${project.lineOf(full)}`;
    const rank = precedence['project profile'] + index;
    return [{ key: full.join('.'), word: { raw, source, layer: 'project profile', rank } }];
  });
}

/** The chosen overlay whole, then the profile itself; in each the capability's section before `defaults`. */
export function userWords(layers: Layers, { path, sections }: Omit<SettingKey, 'setting'>): Word[] {
  const { user, overlay } = layers;
  if (user === null) return [];
  return userPlaces(overlay, sections).flatMap((place, index) => {
    const full = [...place, ...path];
    const raw = valueAt(user.data, full);
    if (raw === undefined) return [];
    const within = place.length > 1 ? ` (profile ${overlay})` : '';
    const source = `user profile ${user.path}:${user.lineOf(full)}${within}`;
    return [{ raw, source, layer: 'user profile', rank: precedence['user profile'] + index }];
  });
}

/** The names of a table's entries: only the user's profile has tables. */
export function entryNames(
  { user, overlay }: Layers,
  { path, sections }: Omit<SettingKey, 'setting'>,
): string[] {
  const tables = userPlaces(overlay, sections).map((place) => valueAt(user?.data, [...place, ...path]));
  return [...new Set(tables.flatMap((table) => (isMapping(table) ? Object.keys(table) : [])))];
}

function userPlaces(overlay: string | null, sections: readonly string[]): (readonly string[])[] {
  const overlaid = overlay === null ? [] : sections.map((section) => ['profiles', overlay, section]);
  return [...overlaid, ...sections.map((section) => [section])];
}

export function configWord({ config }: Layers, { path }: SettingKey): Word | undefined {
  if (config === null) return undefined;
  const name = path.join('.');
  const raw = config.values.get(name);
  const broken = config.broken.get(name);
  if (raw === undefined && broken === undefined) return undefined;
  return {
    raw,
    source: `config.toml ${config.path}`,
    layer: 'config.toml',
    rank: precedence['config.toml'],
    ...(broken === undefined ? {} : { broken }),
  };
}

export function builtInWord({ setting }: SettingKey): Word {
  return { raw: setting.builtIn, source: 'built-in', layer: 'built-in', rank: precedence['built-in'] };
}
