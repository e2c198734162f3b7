import type { ModelCall } from '@codex-pro/codex';
import type { Snapshot } from '@codex-pro/git';
import { verifierInstructions } from '../prompts/verifier-instructions.ts';
import { verifierRequest } from '../prompts/verifier-request.ts';
import { fileInFull } from './context-hunks.ts';
import { fenceName, inFence } from './fence.ts';
import { fileHeader, hasReturns } from './file-header.ts';
import type { Claim } from './finding.ts';
import { pieceText } from './hunk-pieces.ts';
import type { MergedClaim } from './merge-claims.ts';
import { userMessage } from './user-message.ts';
import { verifierFormat } from './verifier-answer.ts';

/** Up to this size (characters) all verifiers get the whole change, which the prompt cache then holds for them. */
const wholeChangeCharacters = 60_000;
/** Of a larger change, the file of the claim: so many lines around it. */
const linesAround = 400;

/** The call that asks a verifier about one claim. `change` is the fenced text that the claim's reviewer was sent. */
export function verifierCall(merged: MergedClaim, change: string) {
  const code = change.length <= wholeChangeCharacters ? change : codeAround(merged);
  const claim = claimText(merged.anchored.finding);
  const text = verifierRequest({ code, claim: inFence(claim) });
  return {
    purpose: 'verifier',
    instructions: verifierInstructions,
    input: [userMessage(text)],
    format: verifierFormat(),
    promptCacheKey: fenceName(code).replace('data-', 'verify-'),
  } as const satisfies ModelCall;
}

function claimText({ title, body, category, priority, file, line_start, line_end, quote }: Claim): string {
  return [
    `Title: ${title}`,
    `Where: ${file}, lines ${line_start} to ${line_end}`,
    `Category: ${category}, priority ${priority}`,
    `Quoted code:\n${quote}`,
    `Claim: ${body}`,
  ].join('\n');
}

function codeAround({ anchored: { file, finding } }: MergedClaim): string {
  const [whole] = fileInFull(file);
  const shown = whole === undefined ? file.hunks : [linesNear(whole, finding.line_start)];
  const text = [fileHeader(file), ...shown.map((hunk) => pieceText(hunk, hasReturns(file)))].join('\n');
  return inFence(text);
}

function linesNear(hunk: Snapshot['files'][number]['hunks'][number], line: number) {
  const first = hunk.newStart;
  let number = first;
  let oldNumber = hunk.oldStart;
  const kept: { text: string; number: number; old: number }[] = [];
  for (const text of hunk.lines) {
    if (Math.abs(number - line) <= linesAround) kept.push({ text, number, old: oldNumber });
    if (!text.startsWith('-')) number += 1;
    if (!text.startsWith('+')) oldNumber += 1;
  }
  const lines = kept.map(({ text }) => text);
  return {
    oldStart: kept[0]?.old ?? hunk.oldStart,
    oldLines: lines.filter((text) => !text.startsWith('+')).length,
    newStart: kept[0]?.number ?? first,
    newLines: lines.filter((text) => !text.startsWith('-')).length,
    heading: '',
    lines,
  };
}
