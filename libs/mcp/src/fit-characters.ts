/** What a host takes in one result without putting it aside (measured: Claude Code up to about 50,000). */
export const defaultMaxCharacters = 40_000;

/**
 * Shortens a structured result, one step at a time, until its JSON has at most `max` characters. `shorten` gives the next
 * shorter result, or undefined when it has nothing left to cut; what it cuts must be found elsewhere (a file, a page).
 */
export function fitCharacters<Result extends object>(
  result: Result,
  max: number,
  shorten: (current: Result) => Result | undefined,
): Result {
  let current = result;
  while (JSON.stringify(current).length > max) {
    const shorter = shorten(current);
    if (shorter === undefined) return current;
    current = shorter;
  }
  return current;
}
