import type { ChangedFile, Hunk } from '@codex-pro/git';

/** Replaces secret-looking strings in a text. Must not change the number of lines of a text that has one line. */
export type RedactText = (text: string) => { readonly text: string; readonly found: number };

export interface RedactedFile {
  readonly file: ChangedFile;
  /** How many strings were replaced in the change itself. */
  readonly replaced: number;
}

const keyBegin = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----/;
const keyEnd = /-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----/;
const keyLine = '[redacted: private key]';

/**
 * The same file with secret-looking strings replaced, line by line, so that every line keeps its number. All that
 * comes later (pack, anchors, frames) sees only this file: what is not in it cannot leak.
 */
export function redactFile(file: ChangedFile, redact: RedactText): RedactedFile {
  const line = lineRedactor(redact);
  const content = file.content === null ? null : file.content.split('\n');
  const keyLines = content === null ? new Set<number>() : linesOfKeys(content);
  let replaced = 0;
  const hunks = file.hunks.map((hunk) => {
    const result = redactHunk(hunk, keyLines, line);
    replaced += result.replaced;
    return result.hunk;
  });
  return {
    file: {
      ...file,
      hunks,
      content:
        content === null
          ? null
          : content.map((text, index) => (keyLines.has(index + 1) ? keyLine : line(text).text)).join('\n'),
    },
    replaced,
  };
}

function redactHunk(
  hunk: Hunk,
  keyLines: ReadonlySet<number>,
  line: RedactText,
): { hunk: Hunk; replaced: number } {
  let number = hunk.newStart;
  let replaced = 0;
  /** A key that is removed, or whose file is not at hand, is known only by its marks inside the hunk. */
  let insideKey = false;
  const lines = hunk.lines.map((marked) => {
    const sign = marked.slice(0, 1);
    const text = marked.slice(1);
    const isKeyLine = (sign !== '-' && keyLines.has(number)) || insideKey || keyBegin.test(text);
    if (keyBegin.test(text)) insideKey = true;
    if (keyEnd.test(text)) insideKey = false;
    if (sign === '+' || sign === ' ') number += 1;
    if (sign === '\\') return marked;
    if (isKeyLine) {
      replaced += keyBegin.test(text) ? 1 : 0;
      return sign + keyLine;
    }
    const result = line(text);
    replaced += result.found;
    return sign + result.text;
  });
  const heading = line(hunk.heading);
  return { hunk: { ...hunk, lines, heading: heading.text }, replaced: replaced + heading.found };
}

function linesOfKeys(content: readonly string[]): Set<number> {
  const numbers = new Set<number>();
  let inside = false;
  content.forEach((text, index) => {
    if (keyBegin.test(text)) inside = true;
    if (inside) numbers.add(index + 1);
    if (keyEnd.test(text)) inside = false;
  });
  return numbers;
}

/** Most lines come twice (in a hunk and in the content), so each is looked at once. */
function lineRedactor(redact: RedactText): RedactText {
  const seen = new Map<string, { text: string; found: number }>();
  return (text) => {
    const known = seen.get(text);
    if (known !== undefined) return known;
    const result = redact(text);
    const safe = result.text.includes('\n')
      ? { text: '[redacted]', found: Math.max(result.found, 1) }
      : result;
    seen.set(text, safe);
    return safe;
  };
}
