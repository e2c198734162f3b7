import * as z from 'zod';

/** What a finding may be about. A model is held to these; a claim from elsewhere may use a word of its own. */
export const categories = [
  'correctness',
  'security',
  'reliability',
  'performance',
  'contract',
  'tests',
  'docs',
] as const;
export type Category = (typeof categories)[number];

/** One problem, as a reviewer reports it. */
export const claimSchema = z.object({
  title: z.string().describe('The problem in one line'),
  body: z.string().describe('Why it is a problem, and when it happens'),
  category: z.string().describe('correctness, security, reliability, performance, contract, tests, docs'),
  priority: z.int().min(0).max(3).describe('0 is the worst: drop everything; 3 is nice to have'),
  confidence: z.number().min(0).max(1).describe('How sure the reviewer is, 0 to 1'),
  file: z.string().describe('Path relative to the git root'),
  line_start: z.int().describe('First line of the quote, new side, from 1'),
  line_end: z.int().describe('Last line of the quote, inclusive'),
  quote: z.string().describe('The code it is about, as it stands in the file'),
  replacement: z.string().nullable().describe('Lines that would replace the quoted lines, or null'),
});

export type Claim = z.output<typeof claimSchema>;

export const verificationStates = ['confirmed', 'refuted', 'unsure', 'unverified'] as const;

/** A claim that is tied to code, with what speaks for it. */
export const findingSchema = claimSchema.extend({
  votes: z.int().describe('Independent reviews that reported it'),
  found_by: z.array(z.string()).describe('Their roles or sources'),
  verification: z
    .object({ state: z.enum(verificationStates), reason: z.string() })
    .nullable()
    .describe('What a sceptic said of a claim with one vote; null where none was asked'),
  fingerprint: z.string().describe('The same for the same problem when lines move'),
  patch: z.string().nullable().describe('Unified diff that git apply takes, or null'),
});

export type Finding = z.output<typeof findingSchema>;
export type Verification = NonNullable<Finding['verification']>;

export const verdicts = ['approve', 'needs_attention'] as const;
export type Verdict = (typeof verdicts)[number];

/** The envelope's `review`. */
export const reviewPartSchema = z.object({
  verdict: z
    .enum(verdicts)
    .describe('approve only after a complete review without a finding of priority 0 to 2'),
  findings: z.array(findingSchema).describe('Worst first; every one tied to exact lines'),
  refuted: z.array(findingSchema).describe('Claims that a sceptic refuted, with the reason'),
  shown: z.int().describe('How many findings an answer shows; the file result.json has all'),
  target: z.object({
    scope: z.string().describe('What was compared, as resolved'),
    base: z.string().nullable().describe('Commit id of the old side'),
    head: z.string().nullable().describe('Commit id of the new side; null for the working tree or the index'),
    files: z.array(z.string()).describe('Paths of the change'),
  }),
  coverage: z.object({
    files_sent: z.int(),
    files_total: z.int(),
    hunks_sent: z.int(),
    hunks_total: z.int(),
    quorum: z.object({
      asked: z.int().describe('Independent reviews that were asked for'),
      answered: z.int().describe('Of these, how many answered in full'),
    }),
  }),
});

export type ReviewPart = z.output<typeof reviewPartSchema>;

/** Something that was not done. `why` begins with a fixed word, a colon, and a sentence. */
export interface NotDone {
  readonly what: string;
  readonly why: string;
}

/** What a verification is worth when findings of equal weight and votes are ranked. */
const verificationRank = { confirmed: 0, refuted: 3, unsure: 3, unverified: 2 } as const;

/**
 * Ranking: the worst first, then by votes, then by verification, then the surest, then by place, so that equal input
 * gives equal order.
 */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    a.priority - b.priority ||
    b.votes - a.votes ||
    rankOf(a.verification) - rankOf(b.verification) ||
    compareClaims(a, b)
  );
}

function rankOf(verification: Verification | null): number {
  return verification === null ? 1 : verificationRank[verification.state];
}

/** A total order of claims by what they say, for whatever must not depend on who answered first. */
export function compareClaims(a: Claim, b: Claim): number {
  return (
    a.priority - b.priority ||
    b.confidence - a.confidence ||
    compareText(a.file, b.file) ||
    a.line_start - b.line_start ||
    a.line_end - b.line_end ||
    compareText(a.title, b.title) ||
    compareText(a.body, b.body) ||
    compareText(a.category, b.category) ||
    compareText(a.quote, b.quote) ||
    compareText(a.replacement ?? '', b.replacement ?? '')
  );
}

/** By code unit: the same on every machine, whatever its locale. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
