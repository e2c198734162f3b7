import type { Snapshot } from '@codex-pro/git';
import { counted, grouped } from '@codex-pro/terminal';
import type * as z from 'zod';
import { mostAtOnce } from './ask-together.ts';
import { type ChoosePackOptions, choosePack } from './choose-pack.ts';
import type { dryRunSchema } from './dry-run-schema.ts';
import type { NotDone, ReviewPart } from './finding.ts';
import { reviewerCall } from './request.ts';
import { coverageOf, refuseNothing, targetOf } from './run-review.ts';
import { loadTokenizer } from './token-count.ts';

export interface DryRunOptions extends ChoosePackOptions {
  readonly snapshot: Snapshot;
  /** USD of calls of so many tokens, `cached` of the input among them; null where no price is known. */
  readonly cost: (tokens: {
    readonly input: number;
    readonly cached: number;
    readonly output: number;
  }) => number | null;
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
  const { snapshot, settings, roles } = options;
  const pack = await choosePack(snapshot, options, true);
  refuseNothing(pack);
  const tokensOf = await (options.tokenizer ?? loadTokenizer)();
  const context = { ...options.context, focus: settings.focus };
  const passes = settings.depth === 'deep' ? 2 : 1;
  const askers = settings.depth === 'quick' ? 1 : roles.length * passes;
  const [role = null] = roles;
  let shared = 0;
  for (const { text } of pack.parts) {
    const call = reviewerCall(snapshot, context, text, role);
    const texts = call.input.flatMap((item) => item.content.map((content) => content.text));
    shared += tokensOf([call.instructions, ...texts, JSON.stringify(call.format.schema)].join('\n'));
  }
  const input = shared * askers;
  // Each pass pays for what its reviewers share once; the cache keeps nothing shorter than this.
  const cached = shared < leastCached ? 0 : shared * (askers - Math.min(passes, askers));
  const output = guessedOutput(shared) * askers;
  const requests = pack.parts.length * askers + (pack.parts.length > 1 ? 1 : 0);
  const cost = options.cost({ input, cached, output });
  // Reviewers work side by side, as many as one review has at once.
  const rounds = Math.ceil(requests / mostAtOnce);
  const seconds = Math.round(
    rounds *
      (shared / pack.parts.length / guess.readPerSecond + guessedOutput(shared) / guess.writtenPerSecond),
  );
  const said = counted(requests, 'request');
  return {
    target: targetOf(snapshot),
    notDone: pack.notDone,
    summary: `Dry run: nothing was sent. A review would send ${counted(pack.filesSent, 'file')} and ${counted(pack.hunksSent, 'hunk')} in ${said}, ${grouped(input)} tokens in all${cached === 0 ? '' : ` (about ${grouped(cached)} of them cached)`}; about ${grouped(output)} tokens back, ${seconds} s, ${cost === null ? 'no price known' : `$${cost.toFixed(4)}`}.${settings.depth === 'quick' ? '' : ' Checks of single claims come on top.'}`,
    result: {
      requests,
      input_tokens: input,
      cached_input_tokens: cached,
      output_tokens: output,
      cost_usd: cost,
      seconds,
      roles: roles.map(({ name }) => name),
      coverage: coverageOf(pack),
      pack: cutPack(pack.parts.map(({ text }) => text).join('\n\n')),
      pack_bytes: pack.parts.reduce((bytes, part) => bytes + part.bytes, 0),
    },
  };
}

/** Tokens below which the backend caches no prefix. */
const leastCached = 1_024;

function guessedOutput(input: number): number {
  return Math.round(Math.min(guess.mostOutput, Math.max(guess.leastOutput, input * guess.outputShare)));
}

function cutPack(text: string): string {
  if (text.length <= maxPackCharacters) return text;
  const shown = text.slice(0, text.lastIndexOf('\n', maxPackCharacters));
  return `${shown}\n(${text.length - shown.length} more characters)`;
}
