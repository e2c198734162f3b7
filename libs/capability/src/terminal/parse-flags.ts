import { InputError, nearestName } from '@codex-pro/runtime';
import type { Flag } from './flags.ts';

/**
 * Reads `--name value`, `--name=value`, `--switch` and `--no-switch` into tool arguments. Lists take commas (`\,` is a comma
 * of the value) and repetition. What the values are worth, the tool's own schema decides.
 * Throws InputError for an unknown flag (with the nearest), a word without a flag, a missing or a second value.
 */
export function parseFlags(words: readonly string[], flags: readonly Flag[]): Record<string, unknown> {
  const byName = new Map(flags.map((flag) => [flag.name, flag]));
  const given: Record<string, unknown> = {};
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const { flag, inline, negated } = recognize(word, byName);
    const next = words[index + 1];
    if (flag.kind === 'boolean' && inline === undefined) {
      put(given, flag, !negated);
      continue;
    }
    if (inline === undefined && next === undefined) throw wrong(`${flag.name} needs a value`);
    if (inline === undefined) index += 1;
    put(given, flag, readValue(flag, inline ?? next ?? ''));
  }
  return given;
}

interface Recognized {
  readonly flag: Flag;
  readonly inline: string | undefined;
  readonly negated: boolean;
}

function recognize(word: string, byName: ReadonlyMap<string, Flag>): Recognized {
  if (!word.startsWith('--')) throw wrong(`${JSON.stringify(word)} does not belong to any flag`);
  const sign = word.indexOf('=');
  const name = sign === -1 ? word : word.slice(0, sign);
  const inline = sign === -1 ? undefined : word.slice(sign + 1);
  const flag = byName.get(name);
  if (flag !== undefined) return { flag, inline, negated: false };
  const positive = byName.get(name.replace(/^--no-/, '--'));
  if (positive?.kind === 'boolean' && inline === undefined) return { flag: positive, inline, negated: true };
  const near = nearestName(name, [...byName.keys()]);
  throw wrong(`unknown flag ${name}${near === undefined ? '' : ` (did you mean ${near}?)`}`);
}

function readValue(flag: Flag, text: string): unknown {
  if (flag.kind === 'number') return readNumber(text);
  if (flag.kind === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  if (flag.kind === 'json') return readJson(text, flag);
  if (flag.kind !== 'list') return text;
  const members = membersOf(text);
  return flag.numbers ? members.map(readNumber) : members;
}

function membersOf(text: string): string[] {
  return text.split(/(?<!\\),/).map((member) => member.replaceAll('\\,', ','));
}

/** What is no number stays text: the schema then says so in its own words. */
function readNumber(text: string): number | string {
  const value = Number(text);
  return text.trim() === '' || !Number.isFinite(value) ? text : value;
}

/**
 * Text where it is no JSON, or JSON of a kind that the field does not take: fields that take an object often take a path
 * too. Where a list is taken and no free text, its members stand with commas between them, as in any list.
 */
function readJson(text: string, { types, choices }: Flag): unknown {
  try {
    const value: unknown = JSON.parse(text);
    if (types.length === 0 || types.includes(typeOf(value))) return value;
  } catch {
    // No JSON: then it is text.
  }
  const isList = types.includes('words') && !types.includes('string') && !choices.includes(text);
  return isList ? membersOf(text) : text;
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function put(given: Record<string, unknown>, flag: Flag, value: unknown): void {
  const before = given[flag.field];
  if (before === undefined) given[flag.field] = value;
  else if (Array.isArray(before) && Array.isArray(value)) given[flag.field] = [...before, ...value];
  else throw wrong(`${flag.name} is given twice`);
}

function wrong(problem: string): InputError {
  return new InputError('input_invalid', `${problem}.`);
}
