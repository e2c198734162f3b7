import { isCodedError } from './errors.ts';
import { redactSecrets } from './redact.ts';

const secretKey =
  /authorization|cookie|api[_-]?key|password|passwd|secret|credential|^(id|access|refresh|bearer|auth)?[_-]?token$/i;

const maxDepth = 6;

/**
 * A copy of a value that may be logged: what lies under an authorization-like key is gone, secret-looking strings
 * and the `known` secrets are replaced everywhere, errors are plain objects with their causes, and anything deeper
 * than six levels is left out.
 */
export function redactValue(value: unknown, known: Iterable<string>, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value, known);
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? String(value) : value;
  if (depth >= maxDepth) return '[deeper]';
  const inner = (child: unknown) => redactValue(child, known, depth + 1);
  if (value instanceof Error) {
    return {
      name: value.name,
      ...('code' in value ? { code: inner(value.code) } : {}),
      message: inner(value.message),
      ...(isCodedError(value) ? {} : { stack: inner(value.stack) }),
      ...(value instanceof AggregateError ? { errors: inner(value.errors) } : {}),
      ...(value.cause === undefined ? {} : { cause: inner(value.cause) }),
    };
  }
  if (Array.isArray(value)) return value.map(inner);
  if (value instanceof Date) return value.toISOString();
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  return redactFields(value, known, depth + 1);
}

/** The same for the fields of a record, whose keys can say that a value is secret. */
export function redactFields(fields: object, known: Iterable<string>, depth = 0): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      secretKey.test(key) ? '[redacted]' : redactValue(value, known, depth),
    ]),
  );
}

/** Replaces the `known` secrets, then whatever looks like one. */
export function redactText(text: string, known: Iterable<string>): string {
  let clean = text;
  for (const secret of known) clean = clean.replaceAll(secret, '[redacted]');
  return redactSecrets(clean).text;
}
