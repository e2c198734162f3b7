import { ConfigError, InputError } from '@codex-pro/runtime';
import type { CodexConfig } from './codex-config.ts';
import { isMapping, valueAt } from './mapping.ts';
import type { Capability } from './profile-schema.ts';
import type { ProjectProfile, Refusal } from './project-profile.ts';
import type { Setting, SettingTable } from './setting.ts';
import type { UserProfile } from './user-profile.ts';

/** All that was read for one request. */
export interface Layers {
  readonly capability: Capability;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly env: NodeJS.ProcessEnv;
  readonly project: ProjectProfile | null;
  readonly overlay: string | null;
  readonly user: UserProfile | null;
  readonly config: CodexConfig | null;
}

/** One setting as a capability asks for it: its path in a section, and the sections that may hold it, best first. */
export interface SettingKey {
  readonly setting: Setting;
  readonly path: readonly string[];
  readonly sections: readonly string[];
}

/** What a layer says. `rank` is the layer's place in the precedence: smaller wins. */
export interface Decision {
  readonly raw: unknown;
  readonly source: string;
  readonly rank: number;
  /** The value in the types of ResolvedSettings. */
  readonly value: unknown;
  /** True for what came from the Codex CLI's config.toml. */
  readonly fromConfig: boolean;
}

interface Said {
  readonly raw: unknown;
  readonly source: string;
  readonly layer: 'argument' | 'environment' | 'profile' | 'config' | 'built-in';
  /** What is wrong with it, where the layer knows. */
  readonly broken?: string;
}

/**
 * Decides one setting: the first layer that says something, in the order of DESIGN §7. The project's word is narrowed
 * against what the layers below it say; what is beyond is refused. A bad argument is an InputError; a bad variable or
 * value of config.toml a ConfigError, or a warning where `warn` is given.
 */
export function decide(
  layers: Layers,
  key: SettingKey,
  refuse: (refusal: Refusal) => void,
  warn: ((message: string) => void) | undefined,
): Decision {
  const above = [fromArguments(layers, key), fromEnvironment(layers, key)];
  const below = [...fromUser(layers, key), fromConfig(layers, key), builtIn(key)];
  const projectRank = above.length;
  const sections = key.sections.length;
  const base = firstOf(below, projectRank + sections, key, warn);
  const project = narrowed(layers, key, base, projectRank, refuse);
  return firstGood(above, 0, key) ?? project ?? base;
}

function fromArguments(layers: Layers, { setting }: SettingKey): Said | undefined {
  const raw = setting.argument === undefined ? undefined : layers.arguments[setting.argument];
  if (raw === undefined || raw === null) return undefined;
  return { raw, source: 'argument', layer: 'argument' };
}

function fromEnvironment(layers: Layers, { setting }: SettingKey): Said | undefined {
  const raw = setting.environment === undefined ? undefined : layers.env[setting.environment];
  if (raw === undefined || raw === '') return undefined;
  return { raw, source: `environment ${setting.environment}`, layer: 'environment' };
}

/** The chosen overlay whole, then the profile itself; in each the capability's section before `defaults`. */
function fromUser(layers: Layers, { sections, path }: Omit<SettingKey, 'setting'>): (Said | undefined)[] {
  const { overlay } = layers;
  const overlaid = sections.map((name) => (overlay === null ? null : ['profiles', overlay, name, ...path]));
  return [...overlaid, ...sections.map((name) => [name, ...path])].map((full) =>
    full === null ? undefined : userWord(layers, full),
  );
}

function userWord({ user }: Layers, path: readonly string[]): Said | undefined {
  const raw = user === null ? undefined : valueAt(user.data, path);
  if (user === null || raw === undefined) return undefined;
  const within = path[0] === 'profiles' ? ` (profile ${path[1]})` : '';
  return { raw, source: `user profile ${user.path}:${user.lineOf(path)}${within}`, layer: 'profile' };
}

/** The entries of a table: the user's profile alone has them, and each is decided by itself. */
export function tableEntries(
  layers: Layers,
  table: SettingTable,
  path: readonly string[],
  sections: readonly string[],
): Map<string, Decision> {
  const entries = new Map<string, Decision>();
  const { user, overlay } = layers;
  const places = [
    ...(overlay === null ? [] : sections.map((name) => ['profiles', overlay, name])),
    ...sections.map((name) => [name]),
  ];
  for (const [rank, place] of places.entries()) {
    const said = valueAt(user?.data, [...place, ...path]);
    for (const name of isMapping(said) ? Object.keys(said) : []) {
      const word = entries.has(name) ? undefined : userWord(layers, [...place, ...path, name]);
      if (word === undefined) continue;
      entries.set(name, { ...word, rank, value: table.entry.parse(word.raw), fromConfig: false });
    }
  }
  return entries;
}

function fromConfig({ config }: Layers, { path }: SettingKey): Said | undefined {
  const name = path.join('.');
  const broken = config?.broken.get(name);
  const raw = config?.values.get(name);
  if (config === null || (broken === undefined && raw === undefined)) return undefined;
  const said = { raw, source: `config.toml ${config.path}`, layer: 'config' } as const;
  return broken === undefined ? said : { ...said, broken };
}

function builtIn({ setting }: SettingKey): Said {
  return { raw: setting.builtIn, source: 'built-in', layer: 'built-in' };
}

function firstGood(
  said: readonly (Said | undefined)[],
  firstRank: number,
  key: SettingKey,
  warn?: (message: string) => void,
): Decision | undefined {
  for (const [index, word] of said.entries()) {
    const decision = word === undefined ? undefined : understood(word, firstRank + index, key, warn);
    if (decision !== undefined) return decision;
  }
  return undefined;
}

function firstOf(
  said: readonly (Said | undefined)[],
  firstRank: number,
  key: SettingKey,
  warn: ((message: string) => void) | undefined,
): Decision {
  const decision = firstGood(said, firstRank, key, warn);
  if (decision === undefined) throw new TypeError(`The setting ${key.path.join('.')} has no built-in.`);
  return decision;
}

function understood(
  said: Said,
  rank: number,
  { setting, path }: SettingKey,
  warn?: (message: string) => void,
): Decision | undefined {
  const { raw, source } = said;
  const fromConfig = said.layer === 'config';
  if (said.layer === 'built-in' && raw === null) return { raw, source, rank, value: null, fromConfig };
  const checked = setting.schema.safeParse(raw);
  if (said.broken === undefined && checked.success) {
    return { raw, source, rank, value: checked.data, fromConfig };
  }
  const complaint = checked.error?.issues[0]?.message ?? 'cannot be used';
  if (said.layer === 'argument') {
    throw new InputError('input_invalid', `The argument ${setting.argument} ${complaint}.`);
  }
  const message = said.broken ?? `${source}: ${path.join('.')} ${complaint}.`;
  if (!fromConfig || warn === undefined) {
    throw new ConfigError('not_configured', message, {
      hint: `Correct it, or set defaults.${path.join('.')} with set_setting.`,
    });
  }
  warn(message);
  return undefined;
}

function narrowed(
  { project }: Layers,
  key: SettingKey,
  base: Decision,
  firstRank: number,
  refuse: (refusal: Refusal) => void,
): Decision | undefined {
  if (project === null) return undefined;
  let winner: Decision | undefined;
  for (const [index, section] of key.sections.entries()) {
    const full = [section, ...key.path];
    const raw = valueAt(project.data, full);
    if (raw === undefined) continue;
    const source = `project profile ${project.path}:${project.lineOf(full)}`;
    const rank = firstRank + index;
    const result = narrow(key.setting, base, { raw, source, rank });
    if (typeof result === 'string') refuse({ key: full.join('.'), why: result });
    else winner ??= result;
  }
  return winner;
}

/** The project's word where it narrows what lies below, else why it is refused. */
function narrow(
  setting: Setting,
  base: Decision,
  said: { readonly raw: unknown; readonly source: string; readonly rank: number },
): Decision | string {
  const adds = setting.project === 'add' && Array.isArray(said.raw) && Array.isArray(base.raw);
  const raw = adds ? [...listed(base.raw), ...listed(said.raw)] : said.raw;
  const source = adds && listed(base.raw).length > 0 ? `${base.source} + ${said.source}` : said.source;
  const checked = setting.schema.safeParse(raw);
  if (!checked.success) return `with what the user has, it ${checked.error.issues[0]?.message}`;
  if (setting.project === 'lower' && !within(checked.data, base.value)) {
    return `${String(said.raw)} is above ${String(base.raw)} (${base.source}): a project profile may only lower it`;
  }
  return { raw, source, rank: said.rank, value: checked.data, fromConfig: false };
}

function listed(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** null is no limit. */
function within(value: unknown, ceiling: unknown): boolean {
  if (ceiling === null) return true;
  return typeof value === 'number' && typeof ceiling === 'number' && value <= ceiling;
}
