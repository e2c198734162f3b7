import type { Snapshot } from '@codex-pro/git';
import * as z from 'zod';
import { anchorAll } from '../review/anchor-all.ts';
import type { AnchoredFinding } from '../review/anchor-finding.ts';
import { type Claim, claimSchema } from '../review/finding.ts';
import {
  type AdversarialVerdict,
  adversarialVerdicts,
  type ChallengeList,
  challengeLists,
} from './adversarial-part.ts';

const { title, body, priority, confidence, file, line_start, line_end, quote } = claimSchema.shape;
const entrySchema = z.object({ title, body, priority, confidence, file, line_start, line_end, quote });
const list = z.array(entrySchema).min(1);
const answerSchema = z.object({
  assumptions_challenged: list,
  failure_modes: list,
  alternatives: list,
  trade_offs: list,
  verdict: z.enum(adversarialVerdicts),
  verdict_reason: z.string().trim().min(1),
});

/** What one challenger answered, every entry tied to its evidence. */
export interface ChallengeAnswer {
  readonly verdict: AdversarialVerdict;
  readonly reason: string;
  readonly lists: Readonly<Record<ChallengeList, readonly AnchoredFinding[]>>;
  /** Entries whose quote is nowhere in the material. */
  readonly unanchored: readonly Claim[];
}

/**
 * Reads an answer. Throws where it breaks the schema, and where nothing of a list is tied to the material: the message
 * names what is wrong, for the repair.
 */
export function parseChallenge(value: unknown, material: Snapshot): ChallengeAnswer {
  const parsed = answerSchema.safeParse(value);
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
  const { verdict, verdict_reason: reason, ...lists } = parsed.data;
  const unanchored: Claim[] = [];
  const anchoredOf = (name: ChallengeList): readonly AnchoredFinding[] => {
    const claims = lists[name].map((entry): Claim => ({ ...entry, category: name, replacement: null }));
    const found = anchorAll(claims, material);
    if (found.anchored.length === 0) {
      throw new Error(
        `${name}: no quote of it is anywhere in the material. Copy one to ten consecutive lines of it character for character, without numbers and marks: ${JSON.stringify(lists[name][0]?.quote.slice(0, 200))} is not there.`,
      );
    }
    unanchored.push(...found.unanchored);
    return found.anchored;
  };
  return {
    verdict,
    reason,
    lists: {
      assumptions_challenged: anchoredOf('assumptions_challenged'),
      failure_modes: anchoredOf('failure_modes'),
      alternatives: anchoredOf('alternatives'),
      trade_offs: anchoredOf('trade_offs'),
    },
    unanchored,
  };
}

/** The strict JSON schema of the answer. The verdict comes last: whoever has written the lists judges what is in them. */
export function challengeFormat() {
  const entry = {
    type: 'object',
    additionalProperties: false,
    required: Object.keys(entrySchema.shape),
    properties: {
      title: { type: 'string', description: 'The point in one line of at most 80 characters.' },
      body: { type: 'string', description: 'One short paragraph: the argument.' },
      priority: { type: 'integer', enum: [0, 1, 2, 3] },
      confidence: { type: 'number', minimum: 0, maximum: 1 },
      file: { type: 'string', description: 'The path exactly as shown.' },
      line_start: { type: 'integer', description: 'The number shown beside the first quoted line.' },
      line_end: { type: 'integer', description: 'The number shown beside the last quoted line.' },
      quote: {
        type: 'string',
        description: 'One to ten consecutive lines, character for character, without the numbers and marks.',
      },
    },
  };
  return {
    name: 'challenge',
    schema: {
      type: 'object',
      additionalProperties: false,
      required: Object.keys(answerSchema.shape),
      properties: {
        ...Object.fromEntries(challengeLists.map((name) => [name, { type: 'array', items: entry }])),
        verdict: { type: 'string', enum: [...adversarialVerdicts] },
        verdict_reason: { type: 'string', description: 'Two sentences at most.' },
      },
    },
  };
}
