import { hash } from 'node:crypto';

/**
 * A tag for text that is data. It is derived from the text, so that equal texts make equal prompts (a prompt cache needs
 * that), and it does not occur in the text, so that nothing inside can close it.
 */
export function fenceName(text: string): string {
  for (let round = 0; ; round += 1) {
    const name = `data-${hash('sha256', `${round}:${text}`).slice(0, 8)}`;
    if (!text.includes(name)) return name;
  }
}

export function fenced(text: string): string {
  const name = fenceName(text);
  return `<${name}>\n${text}\n</${name}>`;
}

/** Within a line, for short values. */
export function fencedInline(text: string): string {
  const name = fenceName(text);
  return `<${name}>${text}</${name}>`;
}
