import { realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { isMapping, type Mapping } from './mapping.ts';
import { checkProfile, type ProfileDocument, parseProfile } from './profile-document.ts';
import { profileError } from './profile-problems.ts';
import { type Capability, profileSections } from './profile-schema.ts';
import type { SettingNode } from './setting.ts';
import { readSettingsFile } from './settings-file.ts';
import { userProfilePath } from './user-profile.ts';

/** What a project profile tried beyond what it may. */
export interface Refusal {
  readonly key: string;
  readonly why: string;
}

/** A project profile as text: the base side's of a branch, for example. `path` is for messages. */
export interface ProjectProfileText {
  readonly text: string;
  readonly path: string;
}

export interface ProjectProfile {
  readonly path: string;
  readonly data: Mapping;
  readonly lineOf: ProfileDocument['lineOf'];
  readonly refused: readonly Refusal[];
}

/**
 * Reads `<workspace>/.codex-pro/profile.yaml`, or the text in its place, for one capability: keeps what the allow-list
 * lets through, and lists the rest. Unknown keys and bad values are a ConfigError, as in any profile.
 */
export async function readProjectProfile(
  from: { readonly workspace: string; readonly home: string; readonly given: ProjectProfileText | undefined },
  capability: Capability,
): Promise<ProjectProfile | null> {
  const path = from.given?.path ?? join(from.workspace, '.codex-pro', 'profile.yaml');
  if (from.given === undefined) {
    const real = await realPath(path);
    if (real === null || real === (await realPath(userProfilePath(from.home)))) return null;
    if (!inside((await realPath(from.workspace)) ?? from.workspace, real)) {
      return {
        path,
        data: {},
        lineOf: () => null,
        refused: [{ key: path, why: 'leads out of the workspace' }],
      };
    }
  }
  const text = from.given?.text ?? (await readSettingsFile(path));
  if (text === null) return null;
  const { profile, problems } = await parseProfile(text);
  const { kept, refused } = allowed(profile, capability);
  const all = problems.length > 0 ? problems : checkProfile(kept, profile.lineOf);
  if (all.length > 0) throw profileError(path, all);
  return { path, data: kept, lineOf: profile.lineOf, refused };
}

async function realPath(path: string): Promise<string | null> {
  try {
    return await realpath(path);
  } catch {
    // Missing, or not ours to see: readSettingsFile says so where it matters.
    return null;
  }
}

function inside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return !isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`);
}

const mostRefused = 50;
const mayOnly = 'a project profile may only add ignore globs, set the focus and lower limits';

function allowed(
  profile: ProfileDocument,
  capability: Capability,
): { kept: Mapping; refused: readonly Refusal[] } {
  const refused: Refusal[] = [];
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(profile.data)) {
    const section = profileSections.members[name];
    if (name === 'profiles') refused.push({ key: name, why: mayOnly });
    else if (section === undefined || name === 'defaults' || name === capability || name === 'jobs') {
      kept[name] = section === undefined ? value : keptIn(section, value, [name], refused);
    }
  }
  return { kept, refused: refused.slice(0, mostRefused) };
}

/** Unknown names stay, for the schema to complain about. */
function keptIn(node: SettingNode, value: unknown, path: readonly string[], refused: Refusal[]): unknown {
  if (node.kind !== 'group') {
    if (node.kind === 'setting' && node.project !== undefined) return value;
    refused.push({ key: path.join('.'), why: mayOnly });
    return undefined;
  }
  if (!isMapping(value)) return value;
  const members = Object.entries(value).map(([name, member]) => {
    const known = Object.hasOwn(node.members, name) ? node.members[name] : undefined;
    return [name, known === undefined ? member : keptIn(known, member, [...path, name], refused)];
  });
  return Object.fromEntries(members.filter(([, member]) => member !== undefined));
}
