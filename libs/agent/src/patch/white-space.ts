/**
 * White space as Unicode defines it, which is what the Codex CLI trims. JavaScript's `trim` differs in two characters:
 * it leaves NEL (U+0085) and takes the byte order mark (U+FEFF).
 */
const leading = /^\p{White_Space}+/u;

export function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isWhiteSpace(text.charAt(end - 1))) end -= 1;
  return end === text.length ? text : text.slice(0, end);
}

export function trim(text: string): string {
  return trimEnd(text.replace(leading, ''));
}

function isWhiteSpace(character: string): boolean {
  return single.test(character);
}

const single = /\p{White_Space}/u;
