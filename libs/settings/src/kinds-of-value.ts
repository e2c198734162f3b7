import { isCodedError } from '@codex-pro/runtime';
import * as z from 'zod';
import { parseDuration } from './duration.ts';
import { parseSize } from './size.ts';

/** One line of text, 1 to `longest` characters, without control characters. */
export function text(longest = 200) {
  return z
    .string({ error: 'must be text (quote it)' })
    .trim()
    .min(1, { error: 'must not be empty' })
    .max(longest, { error: `must have ${longest} characters at most` })
    .regex(/^\P{Cc}*$/u, { error: 'must not hold control characters' });
}

/** Text of several lines, 1 to `longest` characters. */
export function prose(longest: number) {
  return z
    .string({ error: 'must be text (quote it)' })
    .trim()
    .min(1, { error: 'must not be empty' })
    .max(longest, { error: `must have ${longest} characters at most` });
}

export const flag = z.boolean({ error: 'must be true or false' });

export function whole(least: number, most: number) {
  const error = `must be a whole number from ${least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
}

/** A limit that may be lifted with the word `none`: null then. */
export function limit(number: z.ZodNumber, error: string) {
  return z
    .union([number, z.literal('none')], { error })
    .transform((value) => (value === 'none' ? null : value));
}

export function oneOf<const Words extends readonly [string, ...string[]]>(...words: Words) {
  return z.enum(words, { error: `must be ${words.join(' or ')}` });
}

export function list<Item extends z.ZodType>(item: Item, most: number) {
  return z
    .array(item, { error: 'must be a list' })
    .max(most, { error: `must have ${most} entries at most` })
    .readonly();
}

/** Milliseconds from `30s`; both bounds are written as durations. */
export function duration(least: string, most: string) {
  const bounds = { least: parseDuration(least), most: parseDuration(most) };
  return measured(parseDuration, bounds, `must be from ${least} to ${most}`);
}

/** Bytes from `256kb`; both bounds are written as sizes. */
export function size(least: string, most: string) {
  const bounds = { least: parseSize(least), most: parseSize(most) };
  return measured(parseSize, bounds, `must be from ${least} to ${most}`);
}

function measured(
  parse: (text: string) => number,
  bounds: { readonly least: number; readonly most: number },
  outside: string,
) {
  // A bare number is let in only to be told that it needs a unit.
  return z
    .union([z.string(), z.number()], { error: 'must be a number and its unit' })
    .transform((input, context) => {
      const measure = complaintOf(() => parse(String(input)));
      if (typeof measure === 'number' && measure >= bounds.least && measure <= bounds.most) return measure;
      const message = typeof measure === 'number' ? outside : measure;
      context.issues.push({ code: 'custom', message, input });
      return z.NEVER;
    });
}

function complaintOf(parse: () => number): number | string {
  try {
    return parse();
  } catch (error) {
    if (isCodedError(error)) return error.message;
    throw error;
  }
}

/** An http or https address that a path can be appended to. Carries no credentials: settings are shown. */
export const address = z
  .string({ error: 'must be a URL' })
  .trim()
  .superRefine((value, context) => {
    const message = addressComplaint(value);
    if (message !== null) context.addIssue({ code: 'custom', message });
  });

function addressComplaint(value: string): string | null {
  if (!URL.canParse(value)) return 'must be a URL, like https://host/v1';
  const url = new URL(value);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must begin with https:// or http://';
  if (url.username !== '' || url.password !== '') return 'must not hold credentials: set CODEX_PRO_API_KEY';
  if (url.search !== '' || url.hash !== '') return 'must end with its path: a path is appended to it';
  return null;
}

/** `https://host:port`, as URL.origin writes it. */
export const origin = address.transform((value, context) => {
  const url = new URL(value);
  if (url.pathname === '/') return url.origin;
  context.issues.push({ code: 'custom', message: 'must be an origin, like https://host', input: value });
  return z.NEVER;
});
