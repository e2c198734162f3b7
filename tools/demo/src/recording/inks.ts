/** What a printed line is drawn in. */
export type Ink =
  | 'plain'
  | 'heading'
  | 'urgent'
  | 'warning'
  | 'marked'
  | 'code'
  | 'suggested'
  | 'faint'
  | 'progress';

/** The first that fits. */
const patterns: readonly (readonly [RegExp, Ink])[] = [
  [/^#+ .*P0:/, 'urgent'],
  [/^#+ .*P[1-9]:/, 'warning'],
  [/^(#|What |codex-pro: )/, 'heading'],
  [/^> /, 'marked'],
  [/^ +\d+ [ +]│/, 'code'],
  [/^(```|---|`.*` · )/, 'faint'],
  [/^ +\d+\.\d s {2}/, 'progress'],
  [/^ {2}(repository|backend|server) /, 'faint'],
  [/RECORDED/, 'warning'],
];

/** One ink a line: what lies between fences of a language is suggested code. */
export function inksOf(lines: readonly string[]): readonly Ink[] {
  let inSuggestion = false;
  return lines.map((text) => {
    const fence = text.startsWith('```');
    if (fence) inSuggestion = !inSuggestion && text !== '```' && text !== '```text';
    if (inSuggestion && !fence) return 'suggested';
    return patterns.find(([pattern]) => pattern.test(text))?.[1] ?? 'plain';
  });
}
