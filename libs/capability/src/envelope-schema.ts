import type { Limits, UsageTotal } from '@codex-pro/codex';
import { jobStates } from '@codex-pro/jobs';
import { type ErrorReport, errorCodes } from '@codex-pro/runtime';
import * as z from 'zod';
import { type Envelope, type EnvelopeFrame, envelopeVersion } from './envelope.ts';

const jobPart = z.object({
  id: z.string().describe('What job tools take as job_id'),
  kind: z.string(),
  state: z.enum(jobStates),
  workspace: z.string().describe('Absolute path it worked on'),
  created_at: z.string(),
  started_at: z.string().nullable(),
  ended_at: z.string().nullable(),
  model: z.string().nullable(),
  effort: z.string().nullable(),
  tier: z.string().nullable(),
  profile: z.string().nullable(),
  attempts: z.int(),
});

const usagePart = z.object({
  requests: z.int(),
  attempts: z.int(),
  input_tokens: z.int(),
  cached_input_tokens: z.int(),
  output_tokens: z.int(),
  reasoning_tokens: z.int(),
  cost_usd: z.number().nullable().describe('null where no price is known; see cost_note'),
  cost_note: z.string(),
}) satisfies z.ZodType<UsageTotal>;

const quotaWindow = z
  .object({ used_percent: z.number(), window_minutes: z.number(), resets_at: z.string() })
  .nullable();

const limitsPart = z
  .object({
    plan: z.string().nullable(),
    primary: quotaWindow,
    secondary: quotaWindow,
    credits: z
      .object({ has_credits: z.boolean(), unlimited: z.boolean(), balance: z.string().nullable() })
      .nullable(),
    read_at: z.string(),
  })
  .nullable()
  .describe('Quota of the account, as last read') satisfies z.ZodType<Limits | null>;

const errorPart = z
  .object({
    code: z.enum(errorCodes),
    message: z.string(),
    retry_at: z.string().exactOptional(),
    hint: z.string().exactOptional(),
  })
  .nullable() satisfies z.ZodType<ErrorReport | null>;

const head = {
  schema: z.literal(envelopeVersion),
  job: jobPart.nullable().describe('null when nothing was started: a dry run, or an error before the start'),
  summary: z.string().describe('One or two sentences'),
};

const tail = {
  usage: usagePart,
  limits: limitsPart,
  not_done: z
    .array(z.object({ what: z.string(), why: z.string() }))
    .describe('What was left out; why begins with a fixed word and a colon'),
  artifacts: z.array(z.object({ kind: z.string(), path: z.string() })).describe('Files, by absolute path'),
  next_steps: z.array(z.string()),
  error: errorPart,
};

/** The envelope without the capability's part. */
export const envelopeFrameSchema = z.object({ ...head, ...tail }) satisfies z.ZodType<EnvelopeFrame>;

/** The envelope of a capability as a tool's output schema: `{schema, job, summary, <kind>: …, usage, …}`. */
export function envelopeSchema(
  kind: string,
  part: z.ZodObject,
  dryRun?: z.ZodObject,
): z.ZodObject<typeof envelopeFrameSchema.shape> {
  return z.object({
    ...head,
    [kind]: part.nullable().describe('null while it runs, and when there is no result'),
    ...(dryRun === undefined ? {} : { dry_run: dryRun.optional() }),
    ...tail,
  });
}

/** Reads a stored envelope back. Throws zod's error when it is none, or of another version. */
export function fromWire<Part>(kind: string, part: z.ZodType<Part>, stored: unknown): Envelope<Part> {
  const holder = z.object({ [kind]: part.nullable() }).parse(stored);
  return { ...envelopeFrameSchema.parse(stored), part: holder[kind] ?? null };
}
