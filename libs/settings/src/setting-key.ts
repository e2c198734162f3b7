import { InputError, nearestName } from '@codex-pro/runtime';
import * as z from 'zod';
import { profileSections } from './profile-schema.ts';
import type { SettingNode } from './setting.ts';

/** The names that may follow a path in a profile; empty where the user chooses them, or nothing may. */
export function namesIn(sections: SettingNode, path: readonly string[]): readonly string[] {
  if (path.length === 0) return [...namesBelow(sections, path), 'profiles'];
  if (path[0] !== 'profiles') return namesBelow(sections, path);
  return path.length === 1 ? [] : namesBelow(sections, path.slice(2));
}

function namesBelow(node: SettingNode, path: readonly string[]): readonly string[] {
  const [name, ...rest] = path;
  if (node.kind === 'group') {
    if (name === undefined) return Object.keys(node.members);
    const member = Object.hasOwn(node.members, name) ? node.members[name] : undefined;
    return member === undefined ? [] : namesBelow(member, rest);
  }
  const entry = node.kind === 'table' && path.length === 1 ? node.entry : undefined;
  return entry instanceof z.ZodObject ? Object.keys(entry.shape) : [];
}

export interface SettingPath {
  readonly path: readonly string[];
  readonly schema: z.ZodType;
}

/**
 * Finds the place of a key as people write it: `review.clocks.idle`, `profiles.deep.defaults.model`,
 * `defaults.prices.gpt-5.5.input` (names that the user chose may hold dots). Throws InputError with the nearest key.
 */
export function findSetting(key: string): SettingPath {
  const words = key.split('.');
  const found = words[0] === 'profiles' ? inOverlay(words) : locate(profileSections, words, []);
  if (found !== undefined) return found;
  throw new InputError('input_invalid', `${key.slice(0, 100)} is not a setting${suggestion(words)}`, {
    hint: 'show_settings lists the keys.',
  });
}

function inOverlay(words: readonly string[]): SettingPath | undefined {
  return named(words.slice(1), (name, rest) => locate(profileSections, rest, ['profiles', name]));
}

function locate(
  node: SettingNode,
  words: readonly string[],
  path: readonly string[],
): SettingPath | undefined {
  const [name, ...rest] = words;
  if (node.kind === 'setting') return name === undefined ? { path, schema: node.schema } : undefined;
  if (node.kind === 'table')
    return named(words, (entry, below) => inEntry(node.entry, below, [...path, entry]));
  if (name === undefined || !Object.hasOwn(node.members, name)) return undefined;
  const member = node.members[name];
  return member === undefined ? undefined : locate(member, rest, [...path, name]);
}

function inEntry(
  entry: z.ZodType,
  words: readonly string[],
  path: readonly string[],
): SettingPath | undefined {
  const [name, ...rest] = words;
  if (name === undefined) return { path, schema: entry };
  if (rest.length > 0 || !(entry instanceof z.ZodObject) || !Object.hasOwn(entry.shape, name))
    return undefined;
  const schema: unknown = entry.shape[name];
  return schema instanceof z.ZodType ? { path: [...path, name], schema } : undefined;
}

/** Tries the shortest name first, so that what follows it is read as far as it goes. */
function named(
  words: readonly string[],
  found: (name: string, rest: readonly string[]) => SettingPath | undefined,
): SettingPath | undefined {
  for (let length = 1; length <= words.length; length += 1) {
    const name = words.slice(0, length).join('.');
    const place = name === '' ? undefined : found(name, words.slice(length));
    if (place !== undefined) return place;
  }
  return undefined;
}

function suggestion(words: readonly string[]): string {
  for (let depth = words.length; depth >= 0; depth -= 1) {
    const known = namesIn(profileSections, words.slice(0, depth));
    const near = nearestName(words[depth] ?? '', known);
    if (near !== undefined && near === words[depth]) return '; name what is inside it.';
    if (near !== undefined) return `; did you mean ${[...words.slice(0, depth), near].join('.')}?`;
    if (known.length > 0) return `; known here: ${known.join(', ')}.`;
  }
  return '.';
}
