import { nearestName } from '@codex-pro/runtime';
import type { z } from 'zod';
import type { FieldName } from './check-arguments.ts';

/** One zod issue in a person's words; an unknown key gives one sentence for each key. */
export function describeProblem(
  schema: z.ZodObject,
  issue: z.core.$ZodIssue,
  fieldName: FieldName,
): string[] {
  if (issue.code === 'unrecognized_keys') {
    const known = issue.path.length === 0 ? Object.keys(schema.shape) : [];
    return issue.keys.map((key) => unknownName(key, known, fieldName));
  }
  const field = nameOf(issue.path, fieldName);
  if (issue.code === 'invalid_type') return [`${field} ${wrongType(issue)}`];
  if (issue.code === 'invalid_value') return [`${field} ${wrongChoice(issue)}`];
  if (issue.code === 'too_small' || issue.code === 'too_big') return [`${field} ${outOfBounds(issue)}`];
  if (issue.code === 'invalid_union') return [`${field} ${wrongForm(issue)}`];
  return [`${field} ${issue.message}${given(issue.input)}`];
}

function unknownName(key: string, known: readonly string[], fieldName: FieldName): string {
  const near = nearestName(key, known);
  const shown = quote(fieldName(key));
  if (near !== undefined) return `unknown argument ${shown} (did you mean ${quote(fieldName(near))}?)`;
  const list = known.length === 0 ? '' : `; known: ${known.map(fieldName).join(', ')}`;
  return `unknown argument ${shown}${list}`;
}

function wrongType(issue: z.core.$ZodIssueInvalidType): string {
  const wanted = typeNames[issue.expected] ?? issue.expected;
  if (issue.input === undefined) return `is missing: it must be ${wanted}`;
  if (issue.input === null) return `must be ${wanted}, not null: leave it out instead`;
  return `must be ${wanted}${given(issue.input)}`;
}

function wrongChoice(issue: z.core.$ZodIssueInvalidValue): string {
  const values = issue.values.map(String);
  const choice = values.length === 1 ? `must be ${values[0]}` : `must be one of ${values.join(', ')}`;
  if (issue.input === undefined) return `is missing: it ${choice}`;
  const near = typeof issue.input === 'string' ? nearestName(issue.input, values) : undefined;
  return `${choice}${given(issue.input)}${near === undefined ? '' : ` (did you mean ${quote(near)}?)`}`;
}

/** What a value may be instead, where each way to write it is refused at once. */
function wrongForm(issue: z.core.$ZodIssueInvalidUnion): string {
  const ways = [...new Set(issue.errors.map(([first]) => wayOf(first)))];
  if (ways.includes(undefined) || ways.length === 0) return `has the wrong form${given(issue.input)}`;
  const must = `must be ${[ways.slice(0, -1).join(', '), ways.at(-1)].filter(Boolean).join(' or ')}`;
  return issue.input === undefined ? `is missing: it ${must}` : `${must}${given(issue.input)}`;
}

function wayOf(issue: z.core.$ZodIssue | undefined): string | undefined {
  if (issue === undefined || issue.path.length > 0) return undefined;
  if (issue.code === 'invalid_type') return typeNames[issue.expected] ?? issue.expected;
  return issue.code === 'invalid_value' ? issue.values.map(String).join(' or ') : undefined;
}

function outOfBounds(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  const small = issue.code === 'too_small';
  const bound = small ? issue.minimum : issue.maximum;
  const edge =
    issue.inclusive === false ? (small ? 'more than' : 'less than') : small ? 'at least' : 'at most';
  const unit = units[issue.origin];
  if (unit === undefined) return `must be ${edge} ${bound}${given(issue.input)}`;
  if (small && Number(bound) === 1 && issue.inclusive !== false) return 'must not be empty';
  return `must have ${edge} ${bound} ${unit}`;
}

const units: Readonly<Record<string, string>> = { string: 'characters', array: 'items', set: 'items' };

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/** `paths[2]`, `source.format`; the first part by the caller's own name for it. */
function nameOf(path: readonly PropertyKey[], fieldName: FieldName): string {
  const [first, ...rest] = path;
  if (first === undefined) return 'the arguments';
  const inner = rest.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return `${fieldName(String(first))}${inner}`;
}

const longestShown = 80;

function given(value: unknown): string {
  return value === undefined ? '' : `, not ${quote(value)}`;
}

/** As JSON, cut: what was given may be a whole file. */
function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= longestShown ? text : `${text.slice(0, longestShown)}…`;
}
