import { ConfigError, InputError } from '@codex-pro/runtime';
import type { Document } from 'yaml';
import { userProfilePath } from './homes.ts';
import { valueAt } from './mapping.ts';
import { asOneWriter } from './one-writer.ts';
import { checkProfile, type Problem, parseProfile } from './profile-document.ts';
import { profileError } from './profile-problems.ts';
import { replaceFile } from './replace-file.ts';
import { findSetting, type SettingPath } from './setting-key.ts';
import { readSettingsFile } from './settings-file.ts';

export interface SettingChange {
  /** `review.clocks.idle`, `profiles.deep.defaults.model` … */
  readonly key: string;
  /** In the words of a profile; text such as `20` or `[a, b]` is read as YAML where the setting is no text. null removes it. */
  readonly value: unknown;
  /** The state folder (`stateHome`). */
  readonly home: string;
}

export interface SettingChanged {
  readonly key: string;
  /** null: it was not set. */
  readonly old: unknown;
  readonly value: unknown;
  readonly path: string;
}

/**
 * Changes one setting of the user's profile, which is made when missing; comments and order stay. The new profile is
 * checked before it replaces the old one. Throws InputError for an unknown key or a bad value, ConfigError when the
 * profile has other mistakes or cannot be written.
 */
export function setSetting(change: SettingChange): Promise<SettingChanged> {
  const mine = lastChange.then(() => applied(change));
  // Only the order matters here: the caller hears of the failure.
  lastChange = mine.catch(() => undefined);
  return mine;
}

/** Hosts send tool calls in parallel; a process takes its own changes in the order they came in. */
let lastChange: Promise<unknown> = Promise.resolve();

async function applied(change: SettingChange): Promise<SettingChanged> {
  // What is refused makes neither folder nor file.
  await prepared(change);
  return asOneWriter(userProfilePath(change.home), async () => {
    const { text, changed } = await prepared(change);
    await replaceFile(changed.path, text);
    return changed;
  });
}

/** The whole profile as the change makes it. */
async function prepared({
  key,
  value,
  home,
}: SettingChange): Promise<{ readonly text: string; readonly changed: SettingChanged }> {
  const place = findSetting(key);
  const path = userProfilePath(home);
  const before = (await readSettingsFile(path)) ?? '';
  const { profile, problems } = await parseProfile(before);
  if (problems.length > 0) throw profileError(path, problems);
  const old = valueAt(profile.data, place.path) ?? null;
  const fitting = value === null ? null : await fittingValue(value, place, key);
  const text = await changedText(profile.document, place.path, fitting, path);
  const after = await parseProfile(text);
  const mistakes = [...after.problems, ...checkProfile(after.profile.data, after.profile.lineOf)];
  if (mistakes.length > 0) {
    const there = checkProfile(profile.data, profile.lineOf);
    const own = mistakes.find((mistake) => !there.some((other) => same(other, mistake)));
    if (own === undefined) throw profileError(path, mistakes);
    throw new InputError('input_invalid', `${key} cannot be set so: ${own.key} ${own.message}.`);
  }
  return {
    text: before.includes('\r\n') ? text.replaceAll(/\r?\n/g, '\r\n') : text,
    changed: { key, old, value: fitting, path },
  };
}

/** A terminal hands over text alone; `20` is a number where the setting is one. */
async function fittingValue(value: unknown, { schema }: SettingPath, key: string): Promise<unknown> {
  const asGiven = schema.safeParse(value);
  if (asGiven.success) return value;
  if (typeof value === 'string') {
    const { parseDocument } = await import('./yaml-library.ts');
    const document = parseDocument(value, { prettyErrors: false });
    const read: unknown = document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 0 });
    if (schema.safeParse(read).success) return read;
  }
  throw new InputError('input_invalid', `${key} ${asGiven.error.issues[0]?.message ?? 'has a bad value'}.`);
}

async function changedText(
  document: Document,
  path: readonly string[],
  value: unknown,
  file: string,
): Promise<string> {
  const { isAlias, isCollection } = await import('./yaml-library.ts');
  const usesAliases = new ConfigError(
    'not_configured',
    `${file}: ${path.join('.')} hangs together with other places by a YAML alias.`,
    { hint: 'Change it by hand.' },
  );
  for (let depth = 0; depth < path.length; depth += 1) {
    const above = path.slice(0, depth);
    const node = document.getIn(above, true);
    if (isAlias(node)) throw usesAliases;
    if (isCollection(node) || value === null) continue;
    if (depth === 0) document.contents = document.createNode({});
    else document.setIn(above, document.createNode({}));
  }
  if (value !== null) document.setIn(path, value);
  else if (document.hasIn(path)) {
    document.deleteIn(path);
    await dropEmptied(document, path);
  }
  try {
    return document.toString({ lineWidth: 0 });
  } catch (error) {
    // The anchor that an alias elsewhere points to is gone.
    if (error instanceof ReferenceError) throw usesAliases;
    throw error;
  }
}

/** What a removed setting leaves empty goes too, unless somebody wrote a comment there. */
async function dropEmptied(document: Document, path: readonly string[]): Promise<void> {
  const { isMap, isNode, isScalar } = await import('./yaml-library.ts');
  const hasComment = (node: unknown): boolean =>
    isNode(node) &&
    [node.comment, node.commentBefore].some((comment) => comment !== null && comment !== undefined);
  for (let depth = path.length - 1; depth > 0; depth -= 1) {
    const above = path.slice(0, depth);
    const parent = document.getIn(path.slice(0, depth - 1), true);
    const pair = isMap(parent)
      ? parent.items.find(({ key }) => isScalar(key) && key.value === above.at(-1))
      : undefined;
    const map = pair?.value;
    if (!isMap(map) || map.items.length > 0 || hasComment(map) || hasComment(pair?.key)) return;
    document.deleteIn(above);
  }
}

function same(one: Problem, other: Problem): boolean {
  return one.key === other.key && one.message === other.message;
}
