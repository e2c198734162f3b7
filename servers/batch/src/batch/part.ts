import { errorCodes } from '@codex-pro/runtime';
import * as z from 'zod';

/** `batch` of the envelope. total = done + failed + skipped + remaining. */
export const batchPartSchema = z.object({
  total: z.int().describe('Chunks of the source'),
  done: z.int().describe('Chunks whose output this batch wrote'),
  failed: z.int(),
  skipped: z.int().describe('Chunks whose output was there and is kept: unchanged, or edited by somebody'),
  remaining: z.int().describe('Chunks not reached'),
  output_dir: z.string().describe('Absolute path of the folder with the outputs and manifest.jsonl'),
  failures: z.array(z.object({ name: z.string(), code: z.enum(errorCodes), message: z.string() })),
});

export type BatchPart = z.output<typeof batchPartSchema>;
export type ChunkFailure = BatchPart['failures'][number];
