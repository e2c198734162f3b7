/**
 * The text with nothing in it that a terminal or a page obeys or hides: control and direction characters are shown
 * by their code point, so that code which hides something is seen to hide it. Tabs become four spaces.
 */
export function visibleText(text: string): string {
  return text
    .replaceAll('\t', '    ')
    .replace(
      hidden,
      (character) => `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`,
    );
}

const hidden = /(?!\n)[\p{Cc}\p{Zl}\p{Zp}\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

/** How many columns a text takes in a terminal: none for combining characters, two for wide ones. */
export function textColumns(text: string): number {
  let columns = 0;
  for (const character of text) columns += combining.test(character) ? 0 : wide.test(character) ? 2 : 1;
  return columns;
}

/** Cuts a text to a number of columns, with an ellipsis where something is cut. */
export function cutColumns(text: string, max: number): string {
  if (textColumns(text) <= max) return text;
  let kept = '';
  let columns = 0;
  for (const character of text) {
    columns += textColumns(character);
    if (columns > max - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

/** Breaks prose at spaces into lines of at most `max` columns; a longer word stays whole. */
export function wrapText(text: string, max: number): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const word of paragraph.split(' ')) {
      if (line !== '' && textColumns(line) + 1 + textColumns(word) > max) {
        lines.push(line);
        line = word;
      } else line = line === '' ? word : `${line} ${word}`;
    }
    lines.push(line);
  }
  return lines;
}

const combining = /^[\p{Mn}\p{Me}]$/u;
const wide =
  /^[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]$/u;
