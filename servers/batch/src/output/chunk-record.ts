import { errorCodes } from '@codex-pro/runtime';
import * as z from 'zod';
import { isBelow } from './output-names.ts';

export const chunkStates = ['pending', 'done', 'failed', 'kept', 'gone'] as const;

/**
 * One line of `manifest.jsonl`: what is known of a chunk; of several lines with one id the last counts. `kept` is an
 * output of somebody's own that was left alone; `gone` a chunk that the source no longer has.
 */
export const chunkRecordSchema = z.object({
  id: z.string(),
  name: z.string(),
  index: z.int(),
  state: z.enum(chunkStates),
  /** Below the output folder: whatever wrote the manifest, nothing else is ever read, moved or removed. */
  file: z.string().refine(isBelow),
  /** SHA-256 of the output, hexadecimal. */
  hash: z.string().nullable(),
  /** In the journal: SHA-256 of what somebody made of it, while that gets another name. */
  edited: z.string().exactOptional(),
  /** Of everything that decides the output: question, schema, model, effort, tier. */
  fingerprint: z.string().nullable(),
  attempts: z.int(),
  input_tokens: z.int(),
  cached_input_tokens: z.int(),
  output_tokens: z.int(),
  cost_usd: z.number().nullable(),
  /** ISO 8601 UTC. */
  started_at: z.string().nullable(),
  ended_at: z.string().nullable(),
  job: z.string().nullable(),
  code: z.enum(errorCodes).exactOptional(),
  message: z.string().exactOptional(),
});

export type ChunkRecord = z.output<typeof chunkRecordSchema>;
