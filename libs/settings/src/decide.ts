import { ConfigError, InputError } from '@codex-pro/runtime';
import {
  argumentWord,
  builtInWord,
  configWord,
  type Decision,
  entryNames,
  environmentWord,
  type Layers,
  projectWords,
  type SettingKey,
  userWords,
  type Word,
} from './layers.ts';
import { narrow } from './narrow.ts';
import type { Refusal } from './project-profile.ts';
import type { SettingTable } from './setting.ts';

/** What is said beside a decision. */
export interface Remarks {
  refuse(refusal: Refusal): void;
  /** Where it is there, a mistake in the Codex CLI's config.toml is a warning and not an error. */
  readonly warn?: ((message: string) => void) | undefined;
}

/**
 * Decides one setting: the first layer that says something, in the order of DESIGN §7. The project's word is narrowed
 * against the layers below it; what is beyond is refused. Throws InputError for a bad argument, ConfigError for a bad
 * variable or a bad value of config.toml that nothing above it replaces.
 */
export function decide(layers: Layers, key: SettingKey, remarks: Remarks): Decision {
  const above = firstOf([argumentWord(layers, key), environmentWord(layers, key)], key, remarks);
  if (above !== undefined && key.setting.project === undefined) return above;
  const below =
    firstOf([...userWords(layers, key), configWord(layers, key)], key, remarks) ??
    understood(builtInWord(key), key);
  const project = fromProject(layers, key, below, remarks);
  return above ?? project ?? below;
}

/** Decides the entries of a table, each by itself. The files they come from were checked when they were read. */
export function decideEntries(
  layers: Layers,
  table: SettingTable,
  { path, sections }: Omit<SettingKey, 'setting'>,
): Map<string, Decision> {
  const entries = new Map<string, Decision>();
  for (const name of entryNames(layers, { path, sections })) {
    const [word] = userWords(layers, { path: [...path, name], sections });
    if (word !== undefined) entries.set(name, { ...word, value: table.entry.parse(word.raw) });
  }
  return entries;
}

function firstOf(
  words: readonly (Word | undefined)[],
  key: SettingKey,
  { warn }: Remarks,
): Decision | undefined {
  for (const word of words) {
    if (word === undefined) continue;
    const complaint = word.broken ?? complaintOf(word, key);
    if (complaint === undefined) return understood(word, key);
    if (word.layer !== 'config.toml' || warn === undefined) throw mistake(word, key, complaint);
    warn(sentence(word, key, complaint));
  }
  return undefined;
}

function complaintOf(word: Word, { setting }: SettingKey): string | undefined {
  return setting.schema.safeParse(word.raw).error?.issues[0]?.message;
}

function understood(word: Word, { setting }: SettingKey): Decision {
  return { ...word, value: word.raw === null ? null : setting.schema.parse(word.raw) };
}

function mistake(word: Word, key: SettingKey, complaint: string): Error {
  if (word.layer === 'argument') {
    return new InputError('input_invalid', `The argument ${key.setting.argument} ${complaint}.`);
  }
  return new ConfigError('not_configured', sentence(word, key, complaint), {
    hint: `Correct it there, or set defaults.${key.path.join('.')} in the user profile (set_setting).`,
  });
}

function sentence(word: Word, { path }: SettingKey, complaint: string): string {
  return word.broken ?? `${word.source}: ${path.join('.')} ${complaint}.`;
}

function fromProject(
  layers: Layers,
  key: SettingKey,
  below: Decision,
  remarks: Remarks,
): Decision | undefined {
  let winner: Decision | undefined;
  for (const { key: name, word } of projectWords(layers, key)) {
    const narrowed = narrow(key.setting, below, word);
    if ('why' in narrowed) remarks.refuse({ key: name, why: narrowed.why });
    else winner ??= narrowed;
  }
  return winner;
}
