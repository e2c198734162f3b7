import type { Snapshot } from '@codex-pro/git';
import type * as z from 'zod';
import { counted } from './account.ts';
import { type ChoosePackOptions, choosePack } from './choose-pack.ts';
import type { dryRunSchema } from './dry-run-schema.ts';
import type { NotDone, ReviewPart } from './finding.ts';
import { reviewerCall } from './request.ts';
import { refuseNothing, reviewPart } from './run-review.ts';
import { loadTokenizer } from './token-count.ts';

export interface DryRunOptions extends ChoosePackOptions {
  readonly snapshot: Snapshot;
  /** USD of a call of so many tokens; null where no price is known. */
  readonly cost: (tokens: { readonly input: number; readonly output: number }) => number | null;
}

export interface DryRun {
  readonly result: z.output<typeof dryRunSchema>;
  readonly target: ReviewPart['target'];
  readonly summary: string;
  readonly notDone: readonly NotDone[];
}

/**
 * How much a reviewer writes, reasoning included, for what it reads, and how fast it does both. Guesses of ours,
 * not measurements: the result calls them so.
 */
const guess = {
  outputShare: 0.15,
  leastOutput: 1_500,
  mostOutput: 16_000,
  readPerSecond: 5_000,
  writtenPerSecond: 60,
} as const;

const maxPackCharacters = 20_000;

/** Packs as a review would, counts with the tokenizer, and sends nothing. Throws as `runReview` does for an empty target. */
export async function dryRun(options: DryRunOptions): Promise<DryRun> {
  const { snapshot, settings } = options;
  const pack = await choosePack(snapshot, options, true);
  refuseNothing(pack);
  const tokensOf = await (options.tokenizer ?? loadTokenizer)();
  const call = reviewerCall(snapshot, settings.focus, pack.text);
  const texts = call.input.flatMap((item) => item.content.map(({ text }) => text));
  const input = tokensOf([call.instructions, ...texts, JSON.stringify(call.format.schema)].join('\n'));
  const output = Math.round(
    Math.min(guess.mostOutput, Math.max(guess.leastOutput, input * guess.outputShare)),
  );
  const cost = options.cost({ input, output });
  const seconds = Math.round(input / guess.readPerSecond + output / guess.writtenPerSecond);
  const { target, coverage } = reviewPart(snapshot, pack, { findings: [], verdict: 'needs_attention' });
  return {
    target,
    notDone: pack.notDone,
    summary: `Dry run: nothing was sent. A review would send ${counted(pack.filesSent, 'file')} and ${counted(pack.hunksSent, 'hunk')} in 1 request of ${input} tokens; about ${output} tokens back, ${seconds} s, ${cost === null ? 'no price known' : `$${cost.toFixed(4)}`}.`,
    result: {
      requests: 1,
      input_tokens: input,
      output_tokens: output,
      cost_usd: cost,
      seconds,
      coverage,
      pack: cutPack(pack.text),
      pack_bytes: pack.bytes,
    },
  };
}

function cutPack(text: string): string {
  if (text.length <= maxPackCharacters) return text;
  const shown = text.slice(0, text.lastIndexOf('\n', maxPackCharacters));
  return `${shown}\n(${text.length - shown.length} more characters)`;
}
