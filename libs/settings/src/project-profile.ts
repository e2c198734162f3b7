import { realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { userProfilePath } from './homes.ts';
import { isMapping, type Mapping } from './mapping.ts';
import { checkProfile, type ProfileDocument, parseProfile } from './profile-document.ts';
import { profileError } from './profile-problems.ts';
import { type Capability, capabilityOwn, profileSections } from './profile-schema.ts';
import type { SettingNode } from './setting.ts';
import { errorCode, readSettingsFile, unreadable } from './settings-file.ts';

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
  const found = from.given ?? (await projectFile(from.workspace, from.home));
  if (found === null) return null;
  const { path, text } = found;
  if (text === null) {
    const refused = [{ key: path, why: 'leads out of the workspace' }];
    return { path, data: {}, lineOf: () => null, refused };
  }
  const { profile, problems } = await parseProfile(text);
  const { kept, refused } = allowed(profile, capability);
  const all = problems.length > 0 ? problems : checkProfile(kept, profile.lineOf);
  if (all.length > 0) throw profileError(path, all);
  return { path, data: kept, lineOf: profile.lineOf, refused };
}

/** The workspace's own file; its text is null when it lies elsewhere. A home folder's is the user's, not a project's. */
async function projectFile(
  workspace: string,
  home: string,
): Promise<{ readonly path: string; readonly text: string | null } | null> {
  const path = join(workspace, '.codex-pro', 'profile.yaml');
  const real = await realPath(path);
  if (real === null || real === (await realPath(userProfilePath(home)))) return null;
  const root = await realPath(workspace);
  if (root === null || !inside(root, real)) return { path, text: null };
  const text = await readSettingsFile(real);
  return text === null ? null : { path, text };
}

/** null when nothing is there. */
async function realPath(path: string): Promise<string | null> {
  try {
    return await realpath(path);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw unreadable(path, code, error);
  }
}

function inside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return !isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`);
}

const mayOnly =
  'a project profile may only add ignore globs, set the focus, choose among the roles and lower limits';

function allowed(
  profile: ProfileDocument,
  capability: Capability,
): { kept: Mapping; refused: readonly Refusal[] } {
  const refused: Refusal[] = [];
  const others = Object.keys(capabilityOwn).filter((name) => name !== capability && name !== 'jobs');
  const sections = Object.entries(profile.data).flatMap(([name, value]) => {
    if (others.includes(name)) return [];
    if (name === 'profiles') {
      refused.push({ key: name, why: mayOnly });
      return [];
    }
    const known = Object.hasOwn(profileSections.members, name) ? profileSections.members[name] : undefined;
    return [[name, known === undefined ? value : keptIn(known, value, [name], refused)] as const];
  });
  return { kept: Object.fromEntries(sections), refused };
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
