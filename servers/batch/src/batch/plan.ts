import { type CallEstimate, estimateTokens, maxInputCharacters } from '@codex-pro/codex';
import type { Stock } from '../output/take-stock.ts';
import { batchInstructions } from '../prompts/batch-instructions.ts';
import { parseTemplate } from '../template.ts';
import type { Chunk } from './chunk.ts';
import type { Plan } from './plan-schema.ts';
import type { Question, QuestionMaker } from './prompt/question.ts';
import { variablesOf } from './prompt/question.ts';
import { type KnownQuota, quotaShare } from './quota-share.ts';

export interface Planned {
  readonly chunks: readonly Chunk[];
  readonly questions: QuestionMaker;
  readonly stock: Stock;
  readonly estimate: CallEstimate;
  readonly request: {
    readonly prompt: string;
    readonly files: readonly string[];
    readonly output_dir: string;
    readonly concurrency: number;
    readonly sample: number | null;
    readonly schema: Readonly<Record<string, unknown>> | null;
  };
  /** Whether the output folder holds anything. */
  readonly outputsThere: boolean;
  readonly quota: KnownQuota | null;
}

/** Chunks that a plan names; their whole list would not fit an answer. */
const listedChunks = 50;
/** What an answer has beside its own text where effort is not low: thoughts are paid as output. */
const reasoningTokens = 300;
/** Output tokens a second of one call, and seconds until it begins: what models of the catalogue do about. */
const tokensPerSecond = 60;
const secondsToBegin = 4;
/** Fewer tokens in common are in no prompt cache. */
const leastCached = 1_024;
/** A chunk beyond this share of the window leaves too little room for the answer. */
const hugeShare = 0.4;

/** What a batch would send, cost and take. Estimates: an answer is taken to be as long as its chunk. */
export function planOf(planned: Planned): Plan {
  const { chunks, questions, stock, estimate, request } = planned;
  const listed = chunks.map((chunk) => ({ chunk, tokens: estimateTokens(chunk.text) }));
  const due = listed
    .slice(0, request.sample ?? listed.length)
    .filter(({ chunk }) => stock.standings.get(chunk.id)?.type === 'due');
  const [first = listed[0]] = due;
  if (first === undefined) throw new Error('A batch has at least one chunk.');
  const question = questions.questionOf(first.chunk);
  const base =
    estimateTokens(batchInstructions) +
    (request.schema === null ? 0 : estimateTokens(JSON.stringify(request.schema)));
  const shared = question.shared === null ? 0 : estimateTokens(question.shared);
  const own = due.reduce((sum, { chunk }) => sum + estimateTokens(questions.questionOf(chunk).own), 0);
  const output = due.reduce((sum, { tokens }) => sum + tokens + reasoningTokens, 0);
  const cached = shared + base >= leastCached ? (shared + base) * Math.max(0, due.length - 1) : 0;
  const input = own + (shared + base) * due.length;
  const largest = listed.reduce((most, each) => (each.tokens > most.tokens ? each : most));
  const seconds = due.length * secondsToBegin + output / tokensPerSecond;
  return {
    chunks: chunks.length,
    due: due.length,
    kept: [...stock.standings.values()].filter(({ type }) => type === 'kept').length,
    chunk_list: listed.slice(0, listedChunks).map(({ chunk, tokens }) => ({
      index: chunk.index,
      name: chunk.name,
      tokens,
      file: request.files[chunk.index - 1] ?? '',
    })),
    largest: { name: largest.chunk.name, tokens: largest.tokens },
    tokens: { input, cached_input: cached, output },
    cost_usd: estimate.cost({ input, cached, output }),
    cost_note:
      'An estimate: each answer is taken to be as long as its chunk. On a ChatGPT plan it is what the API would cost.',
    minutes: seconds / 60 / Math.min(request.concurrency, Math.max(1, due.length)),
    quota: planned.quota === null ? null : quotaShare(planned.quota, input + output, Date.now()),
    model: estimate.model,
    effort: estimate.effort,
    tier: estimate.tier,
    concurrency: request.concurrency,
    output_dir: request.output_dir,
    first_prompt: promptText(question),
    warnings: [
      ...warningsOf(planned, { largest, shared, sharedText: question }),
      ...replacedOutputs(
        planned,
        due.map(({ chunk }) => chunk),
      ),
    ],
  };
}

/** As the model reads it: the base instructions, then the messages. */
function promptText({ shared, own }: Question): string {
  return [batchInstructions, ...(shared === null ? [] : [shared]), own].join('\n\n---\n\n');
}

/** The same folder with another prompt is most often meant, and sometimes forgotten. */
function replacedOutputs({ stock, request }: Planned, due: readonly Chunk[]): string[] {
  const count = due.filter(({ index }) => stock.there.has(request.files[index - 1] ?? '')).length;
  if (count === 0) return [];
  return [
    `Outputs that will be replaced: ${count}, since their chunks, the prompt, the schema or the model changed. Choose another output_dir to keep them.`,
  ];
}

function warningsOf(
  { chunks, questions, stock, estimate, request, outputsThere }: Planned,
  { largest, shared }: { largest: { chunk: Chunk; tokens: number }; shared: number; sharedText: Question },
): string[] {
  const warnings: string[] = [];
  const { variables } = parseTemplate(request.prompt, 'The prompt', variablesOf(chunks));
  const usesRow = [...variables].some((name) => chunks.some(({ fields }) => Object.hasOwn(fields, name)));
  if (!variables.has('chunk') && !usesRow) {
    warnings.push('The prompt has no {{chunk}}: each chunk follows after the prompt.');
  }
  const window = estimate.contextWindow;
  const { own } = questions.questionOf(largest.chunk);
  const characters = own.length + (questions.questionOf(largest.chunk).shared?.length ?? 0);
  if (characters > maxInputCharacters) {
    warnings.push(
      `Chunk ${largest.chunk.index} (${largest.chunk.name}) is too large to send: ${characters} characters. run_batch will refuse; cut smaller.`,
    );
  } else if (window !== null && largest.tokens + shared > window * hugeShare) {
    warnings.push(
      `Huge chunk: ${largest.chunk.index} (${largest.chunk.name}) has about ${largest.tokens} tokens of a window of ${window}; its answer may not fit. Cut smaller.`,
    );
  }
  const kept = [...stock.standings.values()].filter(({ type }) => type === 'kept').length;
  const done = [...stock.standings.values()].filter(({ type }) => type === 'done').length;
  if (outputsThere) {
    warnings.push(
      `The output folder is not empty: ${done} chunks are done there and stay, ${kept} files that somebody edited or owns stay too (force replaces them).`,
    );
  }
  return warnings;
}
