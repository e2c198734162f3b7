import { InputError } from '@codex-pro/runtime';

const units = { b: 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 } as const;
const form = /^(\d{1,15})(b|kb|mb|gb)$/;

/**
 * Reads `512b`, `256kb`, `2mb` or `1gb` as bytes (1 kb is 1,024 bytes): a whole number and one unit, in either case.
 * Throws InputError `input_invalid` with what is wrong and how to write it.
 */
export function parseSize(text: string): number {
  const [, digits, unit] = form.exec(text.toLowerCase()) ?? [];
  if (digits === undefined || !isUnit(unit)) throw new InputError('input_invalid', complaint(text));
  const bytes = Number(digits) * units[unit];
  if (!Number.isSafeInteger(bytes)) throw new InputError('input_invalid', `${text} is too large for a size`);
  return bytes;
}

function isUnit(text: string | undefined): text is keyof typeof units {
  return text !== undefined && Object.hasOwn(units, text);
}

function complaint(text: string): string {
  if (/^\d+$/.test(text)) return `${text} has no unit: write ${text}b, ${text}kb or ${text}mb`;
  return 'a size is a whole number and b, kb, mb or gb: write 256kb or 2mb';
}
