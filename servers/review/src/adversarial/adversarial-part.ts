import * as z from 'zod';
import { reviewPartSchema } from '../review/finding.ts';

/** What an approach is challenged on: a list of the answer each, none of them ever empty. */
export const challengeLists = [
  'assumptions_challenged',
  'failure_modes',
  'alternatives',
  'trade_offs',
] as const;
export type ChallengeList = (typeof challengeLists)[number];

/** From the best to the worst. */
export const adversarialVerdicts = ['sound', 'sound_with_changes', 'unsound'] as const;
export type AdversarialVerdict = (typeof adversarialVerdicts)[number];

const challengeSchema = z.object({
  title: z.string().describe('The point in one line'),
  body: z.string().describe('The argument'),
  priority: z.int().min(0).max(3).describe('0 stops the approach; 3 is worth knowing'),
  confidence: z.number().min(0).max(1),
  evidence: z
    .object({
      file: z.string().describe('Path relative to the git root'),
      line_start: z.int(),
      line_end: z.int(),
      quote: z.string().describe('As it stands in the file'),
    })
    .describe('The place that shows the decision'),
  found_by: z.array(z.string()).describe('The challengers that made the point'),
});
export type Challenge = z.output<typeof challengeSchema>;

const list = (what: string) => z.array(challengeSchema).min(1).describe(`${what}; the weightiest first`);
const { files_sent, files_total, hunks_sent, hunks_total, quorum } = reviewPartSchema.shape.coverage.shape;

/** The envelope's `adversarial`. */
export const adversarialPartSchema = z.object({
  verdict: z.enum(adversarialVerdicts).describe('The worst that a challenger gave'),
  verdict_reason: z.string(),
  assumptions_challenged: list('What the approach takes for granted and may not hold'),
  failure_modes: list('How it fails in use'),
  alternatives: list('Other ways to the same end'),
  trade_offs: list('What it gives up for what it gains'),
  target: reviewPartSchema.shape.target,
  coverage: z.object({ files_sent, files_total, hunks_sent, hunks_total, quorum }),
});
export type AdversarialPart = z.output<typeof adversarialPartSchema>;
