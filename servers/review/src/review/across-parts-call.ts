import type { ModelCall } from '@codex-pro/codex';
import type { ChangedFile } from '@codex-pro/git';
import { acrossPartsRequest } from '../prompts/across-parts-request.ts';
import { reviewerInstructions } from '../prompts/reviewer-instructions.ts';
import { roleRequest } from '../prompts/role-request.ts';
import { acrossParts } from '../prompts/roles/across-parts.ts';
import { fenceName, inFence } from './fence.ts';
import { fileHeader, hasReturns } from './file-header.ts';
import { pieceText } from './hunk-pieces.ts';
import { fits, nothing, type PackLimits, sizeOf, sum } from './pack-limits.ts';
import { answerFormat } from './reviewer-answer.ts';
import type { CountTokens } from './token-count.ts';
import { userMessage } from './user-message.ts';

/** Lines that other code may depend on, in the languages that people write: declarations, imports, exports. */
const signature =
  /^\s*(?:@\w+|export|import|from|require|use|using|include|#\s*(?:include|define)|package|module|namespace|public|private|protected|internal|static|abstract|final|override|virtual|async|def|class|interface|type|struct|enum|trait|impl|func|fn|function|sub|proc|procedure|create\s+(?:table|index|view|function)|alter\s+table)\b/i;

/** What one summary may say, in characters. */
const summaryCharacters = 1_500;

export interface AcrossPartsCall {
  readonly call: ModelCall & { readonly format: NonNullable<ModelCall['format']> };
  /** Paths of which not all signatures found room. */
  readonly leftOut: readonly string[];
}

/** The call that looks at a change of several parts as a whole: summaries and signatures, within `limits`. */
export function acrossPartsCall(
  summaries: readonly { readonly part: number; readonly text: string }[],
  files: readonly ChangedFile[],
  limits: PackLimits,
  count: CountTokens,
): AcrossPartsCall {
  const said = summaries
    .map(({ part, text }) => `Part ${part}: ${text.slice(0, summaryCharacters)}`)
    .join('\n\n');
  const outlines = files.flatMap((file) => {
    const rows = signaturesOf(file);
    return rows.length === 0 ? [] : [{ file, rows }];
  });
  const room = { ...limits, tokens: limits.tokens - sizeOf(said, count).tokens };
  const whole = outlines.map(({ file, rows }) => [fileHeader(file), ...rows].join('\n'));
  const all = whole.reduce((used, text) => sum(used, sizeOf(`${text}\n\n`, count)), nothing);
  const leftOut: string[] = [];
  // Where not all fits, each file has the same share, so that none is passed over.
  const share = Math.floor(Math.min(room.characters, room.tokens * 2) / Math.max(1, outlines.length));
  const texts = fits(all, room)
    ? whole
    : outlines.map(({ file, rows }) => {
        const kept = [fileHeader(file)];
        let left = share - JSON.stringify(kept).length;
        for (const row of rows) {
          left -= JSON.stringify(row).length;
          if (left < 0) break;
          kept.push(row);
        }
        if (kept.length <= rows.length) leftOut.push(file.path);
        return kept.join('\n');
      });
  const outline = texts.join('\n\n');
  const text = acrossPartsRequest({
    summaries: inFence(said),
    outline: inFence(outline),
  });
  const call = {
    purpose: 'reviewer',
    instructions: reviewerInstructions,
    input: [userMessage(text), userMessage(roleRequest(acrossParts))],
    format: answerFormat(),
    promptCacheKey: fenceName(text).replace('data-', 'review-'),
  };
  return { call, leftOut };
}

/** The file's changed signatures, with their numbers. */
function signaturesOf(file: ChangedFile): string[] {
  return file.hunks.flatMap((hunk) =>
    pieceText(hunk, hasReturns(file))
      .split('\n')
      .slice(1)
      .filter((row) => signature.test(row.slice(row.indexOf('|') + 1))),
  );
}
