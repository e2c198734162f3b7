import type { ModelCall } from '@codex-pro/codex';
import type { ChangedFile } from '@codex-pro/git';
import { acrossPartsRequest } from '../prompts/across-parts-request.ts';
import { reviewerInstructions } from '../prompts/reviewer-instructions.ts';
import { roleRequest } from '../prompts/role-request.ts';
import { acrossParts } from '../prompts/roles/across-parts.ts';
import { fenced, fenceName } from './fence.ts';
import { fileHeader, hasReturns } from './file-header.ts';
import { pieceText } from './hunk-pieces.ts';
import { fits, nothing, type PackLimits, sizeOf, sum } from './pack-limits.ts';
import { answerFormat } from './reviewer-answer.ts';
import type { CountTokens } from './token-count.ts';

/** Lines that other code may depend on, in the languages that people write: declarations, imports, exports. */
const signature =
  /^\s*(?:@\w+|export|import|from|require|use|using|include|#\s*(?:include|define)|package|module|namespace|public|private|protected|internal|static|abstract|final|override|virtual|async|def|class|interface|type|struct|enum|trait|impl|func|fn|function|sub|proc|procedure|create\s+(?:table|index|view|function)|alter\s+table)\b/i;

/** What one summary may say, in characters. */
const summaryCharacters = 1_500;

export interface AcrossPartsCall {
  readonly call: ModelCall & { readonly format: NonNullable<ModelCall['format']> };
  /** Paths whose lines found no room. */
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
  const texts: string[] = [];
  const leftOut: string[] = [];
  let used = sum(nothing, sizeOf(said, count));
  for (const file of files) {
    const text = outlineOf(file);
    if (text === null) continue;
    const next = sum(used, sizeOf(`${text}\n\n`, count));
    if (fits(next, limits)) {
      used = next;
      texts.push(text);
    } else leftOut.push(file.path);
  }
  const outline = texts.join('\n\n');
  const text = acrossPartsRequest({
    summaries: fenced(fenceName(said), said),
    outline: fenced(fenceName(outline), outline),
  });
  const call = {
    purpose: 'reviewer',
    instructions: reviewerInstructions,
    input: [text, roleRequest(acrossParts)].map((content) => ({
      type: 'message' as const,
      role: 'user' as const,
      content: [{ type: 'input_text' as const, text: content }],
    })),
    format: answerFormat(),
    promptCacheKey: fenceName(text).replace('data-', 'review-'),
  };
  return { call, leftOut };
}

/** The file's changed signatures with their numbers; null where it has none. */
function outlineOf(file: ChangedFile): string | null {
  const rows = file.hunks.flatMap((hunk) =>
    pieceText(hunk, hasReturns(file))
      .split('\n')
      .slice(1)
      .filter((row) => signature.test(row.slice(row.indexOf('|') + 1))),
  );
  return rows.length === 0 ? null : [fileHeader(file), ...rows].join('\n');
}
