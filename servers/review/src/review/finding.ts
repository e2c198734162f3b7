import * as z from 'zod';

/** What a finding may be about. A model is held to these; a finding from elsewhere may use a word of its own. */
export const categories = [
  'correctness',
  'security',
  'reliability',
  'performance',
  'contract',
  'tests',
  'docs',
] as const;

/** One problem, as a reviewer reports it and as the envelope carries it: the same field names in both. */
export const findingSchema = z.object({
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

export type Finding = z.output<typeof findingSchema>;

export const verdicts = ['approve', 'needs_attention'] as const;
export type Verdict = (typeof verdicts)[number];

/** The envelope's `review`. */
export const reviewPartSchema = z.object({
  verdict: z
    .enum(verdicts)
    .describe('approve only after a complete review without a finding of priority 0 to 2'),
  findings: z.array(findingSchema).describe('Worst first; every one tied to exact lines'),
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
  }),
});

export type ReviewPart = z.output<typeof reviewPartSchema>;

/** Something that was not done. `why` begins with a fixed word, a colon, and a sentence. */
export interface NotDone {
  readonly what: string;
  readonly why: string;
}

/** Ranking: the worst first, then the surest, then by place, so that equal input gives equal order. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    a.priority - b.priority ||
    b.confidence - a.confidence ||
    compareText(a.file, b.file) ||
    a.line_start - b.line_start ||
    compareText(a.title, b.title)
  );
}

/** By code unit: the same on every machine, whatever its locale. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
