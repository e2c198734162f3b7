/** By this line an earlier summary is known: a newer one takes its place. */
export const historySummaryHead =
  'Earlier work on this task was summarised to save space. The summary, by yourself:';

/** What stands in the history for the part that was shortened. */
export function historySummaryPrompt(summary: string): string {
  return [historySummaryHead, '', summary, '', 'Go on from there.'].join('\n');
}
