import { InputError } from '@codex-pro/runtime';
import { userProfilePath } from './homes.ts';
import { isMapping, type Mapping, valueAt } from './mapping.ts';
import { checkProfile, type ProfileDocument, parseProfile } from './profile-document.ts';
import { profileError } from './profile-problems.ts';
import { readSettingsFile } from './settings-file.ts';

export interface UserProfile {
  readonly path: string;
  readonly data: Mapping;
  readonly lineOf: ProfileDocument['lineOf'];
}

/** Reads and checks the user's profile, or null when there is none. Throws ConfigError with all that is wrong. */
export async function readUserProfile(home: string): Promise<UserProfile | null> {
  const path = userProfilePath(home);
  const text = await readSettingsFile(path);
  if (text === null) return null;
  const { profile, problems } = await parseProfile(text);
  const all = problems.length > 0 ? problems : checkProfile(profile.data, profile.lineOf);
  if (all.length > 0) throw profileError(path, all);
  return { path, data: profile.data, lineOf: profile.lineOf };
}

/** The names that the argument `profile` may take. */
export function overlayNames(user: UserProfile | null): readonly string[] {
  const overlays = valueAt(user?.data, ['profiles']);
  return isMapping(overlays) ? Object.keys(overlays) : [];
}

/** Throws InputError when the user has no overlay of this name. */
export function requireOverlay(user: UserProfile | null, name: string, home: string): void {
  const names = overlayNames(user);
  if (names.includes(name)) return;
  const known =
    names.length === 0
      ? `none is defined in ${userProfilePath(home)}, under profiles`
      : `there are: ${names.join(', ')}`;
  throw new InputError('input_invalid', `There is no profile named ${name.slice(0, 60)}; ${known}.`);
}
