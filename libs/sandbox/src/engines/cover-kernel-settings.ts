/**
 * Makes the kernel's settings read-only in a sandbox: to a user namespace that maps root to root, `/proc/sys` is open, and
 * `kernel.core_pattern` there starts programs outside of any sandbox. bubblewrap 0.8 covers the folder only where it is
 * writable itself, which it never is (measured as root: a confined command changed `kernel.panic`).
 * `line` is a bubblewrap command line as the library quotes it. Throws where the place for it is not found.
 */
export function coverKernelSettings(line: string): string {
  const words = bareWords(line);
  const end = words.findIndex(({ text }) => text === '--');
  const at = words.findIndex(
    ({ text }, index) => index < end && text === '--proc' && words[index + 1]?.text === '/proc',
  );
  const place = at === -1 ? undefined : words[at + 1];
  if (place === undefined) throw new Error('the library made a command line that is not known here');
  return `${line.slice(0, place.end)} --ro-bind /proc/sys /proc/sys${line.slice(place.end)}`;
}

interface Word {
  /** As written; a word with anything quoted in it keeps its quotes, so it equals no bare one. */
  readonly text: string;
  readonly end: number;
}

/** The words of a shell line. A path may hold any text, but then it is quoted. */
function bareWords(line: string): readonly Word[] {
  const words: Word[] = [];
  let start: number | null = null;
  let quote: string | null = null;
  for (let index = 0; index <= line.length; index += 1) {
    const character = line[index] ?? ' ';
    if (quote !== null) {
      if (character === '\\' && quote === '"') index += 1;
      else if (character === quote) quote = null;
    } else if (/\s/.test(character)) {
      if (start !== null) words.push({ text: line.slice(start, index), end: index });
      start = null;
    } else {
      start ??= index;
      if (character === "'" || character === '"') quote = character;
      else if (character === '\\') index += 1;
    }
  }
  return words;
}
