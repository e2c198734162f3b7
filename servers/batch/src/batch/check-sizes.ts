import { type CallEstimate, estimateTokens, maxInputCharacters } from '@codex-pro/codex';
import { InputError } from '@codex-pro/runtime';
import type { Stock } from '../output/take-stock.ts';
import type { Chunk } from './chunk.ts';
import type { QuestionMaker } from './prompt/question.ts';

interface Layout {
  readonly chunks: readonly Chunk[];
  readonly questions: QuestionMaker;
  readonly stock: Stock;
  readonly estimate: CallEstimate;
}

/** Characters that the base instructions take of what the backend allows, and some air. */
const reserved = 8_000;

/** Throws InputError `target_too_large` for a chunk that no call can carry. */
export function checkSizes({ chunks, questions }: Layout): void {
  for (const chunk of chunks) {
    const { shared, own } = questions.questionOf(chunk);
    const characters = (shared?.length ?? 0) + own.length + reserved;
    if (characters <= maxInputCharacters) continue;
    throw new InputError(
      'target_too_large',
      `Chunk ${chunk.index} (${chunk.name}) makes a prompt of ${characters} characters; the backend takes ${maxInputCharacters}.`,
      { hint: 'Cut smaller (chunk_by tokens, chunk_level), or give less context.' },
    );
  }
}

/** Throws InputError where a budget does not even pay for the smallest chunk that is due. */
export function checkBudget(
  { chunks, questions, stock, estimate }: Layout,
  budget: { readonly usd: number | null; readonly tokens: number | null },
): void {
  if (budget.usd === null && budget.tokens === null) return;
  const due = chunks.filter(({ id }) => stock.standings.get(id)?.type === 'due');
  const [first] = due;
  if (first === undefined) return;
  const shared = estimateTokens(questions.questionOf(first).shared ?? '');
  const least = due.reduce(
    (smallest, chunk) => Math.min(smallest, shared + estimateTokens(questions.questionOf(chunk).own)),
    Number.POSITIVE_INFINITY,
  );
  if (budget.tokens !== null && budget.tokens < least) {
    throw new InputError(
      'input_invalid',
      `budget_tokens ${budget.tokens} does not pay for one chunk: the smallest takes about ${least}.`,
    );
  }
  const cost = estimate.cost({ input: least, output: 0 });
  if (budget.usd !== null && cost !== null && budget.usd < cost) {
    throw new InputError(
      'input_invalid',
      `budget_usd ${budget.usd} does not pay for one chunk: the smallest costs about $${cost.toPrecision(2)}.`,
    );
  }
}
