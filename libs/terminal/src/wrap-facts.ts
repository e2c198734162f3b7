import { textColumns, visibleText, wrapText } from './visible-text.ts';

/** Facts side by side, with a dot between them, in lines of at most `columns`; broken between two facts where possible. */
export function wrapFacts(facts: readonly string[], columns: number): string[] {
  const lines: string[] = [];
  for (const fact of facts.flatMap((text) => wrapText(visibleText(text), columns))) {
    const last = lines.at(-1);
    if (last !== undefined && textColumns(last) + 3 + textColumns(fact) <= columns) {
      lines[lines.length - 1] = `${last} · ${fact}`;
    } else lines.push(fact);
  }
  return lines;
}
