import type { Hunk } from '@codex-pro/git';
import type { SentFile } from './pack.ts';

/** Why a file, or some of its hunks, found no room. Names the hunks by their lines, so that each can be found. */
export function overBudget(entry: SentFile): string {
  const places = [...entry.missing].sort((a, b) => a - b).map((index) => linesOf(entry.file.hunks[index]));
  if (places.length === 0) return 'over_budget: there was no room for it in the request.';
  const noun = places.length === 1 ? 'hunk' : 'hunks';
  const where = places.join(', ');
  return `over_budget: ${places.length} ${noun} of ${entry.file.hunks.length} did not fit in the request (${where}).`;
}

/** No gap: of a submodule the change holds nothing but its commit. */
export const pointerOnly =
  'submodule_commit: only which commit it points to is reviewed; what changed inside is a review of its own workspace.';

/** Which lines were sent with something taken out. */
export function replacedSecrets(lines: readonly number[]): string {
  const numbers = lines.slice(0, 10).join(', ');
  const more = lines.length > 10 ? ' …' : '';
  const noun = lines.length === 1 ? 'line' : 'lines';
  return `secret: secret-looking strings were replaced before sending (${noun} ${numbers}${more}).`;
}

function linesOf(hunk: Hunk | undefined): string {
  if (hunk === undefined) return '';
  if (hunk.newLines === 0) return `removed lines ${range(hunk.oldStart, hunk.oldLines)}`;
  return `lines ${range(hunk.newStart, hunk.newLines)}`;
}

function range(start: number, length: number): string {
  return length <= 1 ? String(start) : `${start}-${start + length - 1}`;
}
