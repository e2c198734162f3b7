import { fileInFull, hunksInFunctions } from './context-hunks.ts';
import { fileHeader, hasReturns } from './file-header.ts';
import type { FilledFile } from './fill-pack.ts';
import { pieceText } from './hunk-pieces.ts';
import { fits, nothing, type PackLimits, sizeOf, sum } from './pack-limits.ts';
import type { CountTokens } from './token-count.ts';

/**
 * Tokens of surrounding code that a pack takes at most: twice its own, within these bounds. Reviewers find less in
 * longer requests (SWE-PRBench: a diff with a summary beats the same with whole files), and pay for each token.
 */
const contextTokens = { least: 8_000, most: 48_000, share: 2 } as const;

/** Hardly any code has tokens of this length on average. */
const mostCharactersOfToken = 8;

/**
 * Shows more of the files around what was chosen of them, as far as the room goes: first the functions around all
 * hunks, then whole files. Files that were cut stay as they are.
 */
export function addContext(
  files: readonly FilledFile[],
  room: PackLimits,
  count: CountTokens,
): readonly FilledFile[] {
  const sizes = files.map(({ text }) => (text === null ? nothing : sizeOf(text, count)));
  let used = sizes.reduce(sum, nothing);
  const soft = Math.min(contextTokens.most, Math.max(contextTokens.least, used.tokens * contextTokens.share));
  const limits = { ...room, tokens: Math.min(room.tokens, used.tokens + soft) };
  const shown = [...files];
  for (const wider of [hunksInFunctions, fileInFull]) {
    for (const [index, entry] of shown.entries()) {
      const { file } = entry;
      if (entry.text === null || entry.missing.size > 0 || file.content === null) continue;
      // What cannot fit is not worth making: the whole of a large file costs more than all the rest of a small pack.
      const atLeast = (file.content.length - entry.text.length) / mostCharactersOfToken;
      if (wider === fileInFull && atLeast > limits.tokens - used.tokens) continue;
      const hunks = wider(file);
      if (hunks.length === 0) continue;
      const text = [fileHeader(file), ...hunks.map((hunk) => pieceText(hunk, hasReturns(file)))].join('\n');
      if (text.length <= entry.text.length) continue;
      const before = sizes[index] ?? nothing;
      const after = sizeOf(text, count);
      const next = sum(used, {
        tokens: after.tokens - before.tokens,
        characters: after.characters - before.characters,
      });
      if (!fits(next, limits)) continue;
      used = next;
      sizes[index] = after;
      shown[index] = { ...entry, text };
    }
  }
  return shown;
}
