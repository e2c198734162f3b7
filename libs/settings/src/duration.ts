import { InputError } from '@codex-pro/runtime';

const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const form = /^(\d{1,15})(ms|s|m|h|d)$/;

/**
 * Reads `250ms`, `30s`, `45m`, `4h` or `30d` as milliseconds: a whole number and one unit, no sign, no fraction.
 * Throws InputError `input_invalid` with what is wrong and how to write it.
 */
export function parseDuration(text: string): number {
  const [, digits, unit] = form.exec(text) ?? [];
  if (digits === undefined || !isUnit(unit)) throw new InputError('input_invalid', complaint(text));
  const milliseconds = Number(digits) * units[unit];
  if (!Number.isSafeInteger(milliseconds)) {
    throw new InputError('input_invalid', `${text} is too long for a duration`);
  }
  return milliseconds;
}

function isUnit(text: string | undefined): text is keyof typeof units {
  return text !== undefined && Object.hasOwn(units, text);
}

function complaint(text: string): string {
  if (/^\d+$/.test(text))
    return `${text} has no unit: write ${text}ms, ${text}s, ${text}m, ${text}h or ${text}d`;
  if (/^\d*\.\d+\s*(ms|s|m|h|d)$/.test(text)) return 'a duration is a whole number: write 90m, not 1.5h';
  return 'a duration is a whole number and ms, s, m, h or d: write 250ms, 30s, 45m, 4h or 30d';
}
