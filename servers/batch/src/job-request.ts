import * as z from 'zod';

/** A chunk a line: sources may change while a job waits or is run again. */
export const chunksAttachment = 'chunks.jsonl';
/** What all calls share, where they share something. */
export const contextAttachment = 'context.txt';

export const batchRequestSchema = z.object({
  /** As the caller named it. */
  source: z.array(z.string()),
  prompt: z.string(),
  context: z.enum(['none', 'outline', 'neighbours', 'whole', 'file']),
  /** The user's JSON Schema; null for answers as text. */
  schema: z.record(z.string(), z.unknown()).nullable(),
  /** Absolute, real. */
  output_dir: z.string(),
  /** The file of each chunk below it. */
  files: z.array(z.string()),
  /** A file below it, or null. */
  combine: z.string().nullable(),
  concurrency: z.int(),
  force: z.boolean(),
  /** Only the first so many; null for all. */
  sample: z.int().nullable(),
  /** Ids of the chunks to work on, done or not; null for all that are not done. */
  only: z.array(z.string()).nullable(),
  /** Of the sources: files and strings that are kept back. */
  not_done: z.array(z.object({ what: z.string(), why: z.string() })).default([]),
});
export type BatchRequest = z.output<typeof batchRequestSchema>;

export const chunkSchema = z.object({
  id: z.string(),
  name: z.string(),
  index: z.int(),
  text: z.string(),
  fields: z.record(z.string(), z.string()),
});
