import { createHash } from 'node:crypto';

/**
 * A name for the tags around text that is data. It is derived from the text itself, so equal packs are equal byte
 * for byte (a prompt cache needs that), and it does not occur in the text, so nothing inside can close the fence.
 */
export function fenceName(...texts: readonly string[]): string {
  for (let round = 0; ; round += 1) {
    const hash = createHash('sha256').update(String(round));
    for (const text of texts) hash.update(`${text.length}:`).update(text);
    const name = `data-${hash.digest('hex').slice(0, 16)}`;
    if (texts.every((text) => !text.includes(name))) return name;
  }
}

/** The text between tags that are named after it. */
export function inFence(text: string): string {
  const name = fenceName(text);
  return `<${name}>\n${text}\n</${name}>`;
}
