import { nearestName } from '@codex-pro/runtime';
import type { Document, LineCounter } from 'yaml';
import type { z } from 'zod';
import { isMapping, type Mapping, withoutBlanks } from './mapping.ts';
import { profileSchema, profileSections } from './profile-schema.ts';
import { namesIn } from './setting-key.ts';

export interface Problem {
  /** From 1; null where the file as a whole is meant. */
  readonly line: number | null;
  readonly key: string;
  readonly message: string;
}

/** A profile as it was written, and where. */
export interface ProfileDocument {
  readonly data: Mapping;
  readonly document: Document;
  lineOf(path: readonly string[]): number | null;
}

/** Parses YAML 1.2, one document, aliases bounded. Says what is wrong without quoting the file. */
export async function parseProfile(
  text: string,
): Promise<{ profile: ProfileDocument; problems: readonly Problem[] }> {
  const yaml = await import('./yaml-library.ts');
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, { lineCounter: lines, prettyErrors: false, version: '1.2' });
  const problems: Problem[] = [...document.errors, ...document.warnings].map((error) => ({
    line: lines.linePos(error.pos[0]).line,
    key: '',
    message: `is not valid YAML: ${yamlComplaint(error.code)}`,
  }));
  const lineOf = (path: readonly string[]) => lineInDocument(yaml, document, lines, path);
  if (problems.length > 0) return { profile: { data: {}, document, lineOf }, problems };
  const data = plainData(document);
  if (isMapping(data)) return { profile: { data, document, lineOf }, problems };
  const message = typeof data === 'string' ? data : 'must be a mapping of sections';
  return { profile: { data: {}, document, lineOf }, problems: [{ line: 1, key: '', message }] };
}

/** The data, or a sentence when its aliases unfold into too much. */
function plainData(document: Document): unknown {
  try {
    const data: unknown = document.toJS({ maxAliasCount: 100 });
    if (typeof data === 'string') return 'must be a mapping of sections';
    return withoutBlanks(data ?? {});
  } catch (error) {
    if (error instanceof ReferenceError) return 'repeats its aliases too often';
    throw error;
  }
}

function yamlComplaint(code: string): string {
  return code.toLowerCase().replaceAll('_', ' ');
}

/** The line of the deepest part of the path that was written; aliases are not looked into. */
function lineInDocument(
  yaml: typeof import('./yaml-library.ts'),
  document: Document,
  lines: LineCounter,
  path: readonly string[],
): number | null {
  let node: unknown = document.contents;
  let line: number | null = null;
  for (const name of path) {
    if (!yaml.isMap(node)) break;
    const pair = node.items.find((item) => keyText(yaml, item.key) === name);
    if (pair === undefined) break;
    if (yaml.isNode(pair.key) && pair.key.range) line = lines.linePos(pair.key.range[0]).line;
    node = pair.value;
  }
  return line;
}

function keyText(yaml: typeof import('./yaml-library.ts'), key: unknown): string {
  return String(yaml.isScalar(key) ? key.value : key);
}

/** Checks data against the whole schema; nothing is changed. */
export function checkProfile(data: Mapping, lineOf: ProfileDocument['lineOf']): readonly Problem[] {
  const checked = profileSchema().safeParse(data);
  if (checked.success) return [];
  return checked.error.issues.flatMap((issue) => problemsOf(issue, lineOf));
}

function problemsOf(issue: z.core.$ZodIssue, lineOf: ProfileDocument['lineOf']): Problem[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((name) => unknownKey([...path, name], lineOf));
  }
  const message = issue.code === 'invalid_key' ? 'must be a name of 1 to 100 characters' : issue.message;
  return [{ line: lineOf(path), key: shortKey(path), message }];
}

function unknownKey(path: readonly string[], lineOf: ProfileDocument['lineOf']): Problem {
  const known = namesIn(profileSections, path.slice(0, -1));
  const near = nearestName(path.at(-1) ?? '', known);
  const help = near === undefined ? `known here: ${known.join(', ')}` : `did you mean ${near}?`;
  const secret = near === undefined && /api_?key|secret|password/i.test(path.at(-1) ?? '');
  const message = secret
    ? 'is not a setting: set CODEX_PRO_API_KEY in the environment'
    : `is not a setting (${help})`;
  return { line: lineOf(path), key: shortKey(path), message };
}

/** Names in a file may be anything, a whole secret pasted in the wrong place among it. */
function shortKey(path: readonly string[]): string {
  return path.map((name) => (name.length > 40 ? `${name.slice(0, 20)}…` : name)).join('.');
}
