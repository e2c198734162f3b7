import { FileRefusal } from './file-refusal.ts';

const mostChoices = 100;

/**
 * Whether a path fits a pattern: `*` and `?` within a name, `**` for any folders, `{a,b}` for choices. A pattern
 * without a slash fits the last name. The time is bounded by the product of the two lengths, whatever the pattern.
 * Throws FileRefusal for a pattern of too many choices.
 */
export function pathPattern(pattern: string): (path: string) => boolean {
  const choices = expandChoices(pattern).map((each) => (each.includes('/') ? each : `**/${each}`).split('/'));
  return (path) => {
    const names = path.split('/');
    return choices.some((wanted) => fits(names, wanted, '**', nameFits));
  };
}

function nameFits(name: string, wanted: string): boolean {
  return fits([...name], [...wanted], '*', (one, other) => other === '?' || one === other);
}

/** Matches with one kind of wildcard for any number of parts. Going back to the last one alone is enough. */
function fits(
  parts: readonly string[],
  wanted: readonly string[],
  wildcard: string,
  same: (part: string, wanted: string) => boolean,
): boolean {
  let at = 0;
  let next = 0;
  let back: { at: number; readonly next: number } | null = null;
  while (at < parts.length) {
    const want = wanted[next];
    if (want === wildcard) {
      back = { at, next: next + 1 };
      next += 1;
    } else if (want !== undefined && same(parts[at] ?? '', want)) {
      at += 1;
      next += 1;
    } else if (back !== null) {
      back.at += 1;
      at = back.at;
      next = back.next;
    } else {
      return false;
    }
  }
  return wanted.slice(next).every((each) => each === wildcard);
}

/** `a.{b,c}` as `a.b` and `a.c`; braces within braces are taken as they are. */
function expandChoices(pattern: string): readonly string[] {
  const match = /^(.*?)\{([^{}]*)\}(.*)$/su.exec(pattern);
  if (match === null) return [pattern];
  const [, before = '', inside = '', after = ''] = match;
  const rest = expandChoices(after);
  const choices = inside.split(',').flatMap((choice) => rest.map((each) => `${before}${choice}${each}`));
  if (choices.length > mostChoices) throw new FileRefusal('the pattern has too many choices');
  return choices;
}
