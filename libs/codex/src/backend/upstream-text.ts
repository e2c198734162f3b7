import { cleanText } from '@codex-pro/runtime';

/**
 * Text of a backend inside a message of ours: one line, bounded, without control characters, and without our
 * credentials, since some backends echo the key that they refuse.
 */
export function quoted(text: string, maxBytes: number, secrets: readonly string[] = []): string {
  const safe = secrets.reduce((rest, secret) => rest.replaceAll(secret, '[credential]'), text);
  return cleanText(safe.replace(/\s+/g, ' ').trim(), maxBytes);
}
