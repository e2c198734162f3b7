import { InputError } from '@codex-pro/runtime';
import { randomBelow } from './random.ts';

/** Digits and letters that nobody mistakes for one another: no 0 o, 1 i l. */
const alphabet = '23456789abcdefghjkmnpqrstuvwxyz';
const length = 8;

const prefixShape = /^[a-z]{2,8}$/;
const referenceShape = /^[a-z]{2,8}(?:-[2-9a-hjkmnp-z]{0,8})?$/;

/** A new id such as `rev-7k3q9x2m`: short to say, and one of 8·10¹¹, so that it cannot be guessed. */
export function newJobId(prefix: string): string {
  if (!prefixShape.test(prefix))
    throw new Error(`A job prefix is 2 to 8 letters, not ${JSON.stringify(prefix)}.`);
  let id = `${prefix}-`;
  for (let i = 0; i < length; i++) id += alphabet.charAt(randomBelow(alphabet.length));
  return id;
}

/**
 * What a caller gave for a job, as an id or the beginning of one.
 * Throws InputError `input_invalid` for anything else, above all for paths.
 */
export function parseJobReference(text: string): string {
  const reference = text.trim().toLowerCase();
  if (referenceShape.test(reference)) return reference;
  throw new InputError('input_invalid', `${JSON.stringify(text.slice(0, 60))} is not a job id.`, {
    hint: 'Give an id such as rev-7k3q9x2m, or the beginning of one; list_jobs shows them.',
  });
}

export function isJobId(name: string): boolean {
  return referenceShape.test(name) && name.length - name.indexOf('-') === length + 1;
}
