import { sharedArguments } from '@codex-pro/capability';
import * as z from 'zod';
import { chunkings } from '../batch/chunking/chunk-by.ts';
import { sourceFormats } from '../source/source-format.ts';

const path = z.string().min(1).max(4_096);

/** What plan_batch and run_batch take, the same for both: a plan is of exactly what will run. */
export const batchArguments = {
  source: z
    .union([path, z.array(path).min(1).max(1_000)])
    .describe('What to work on: a path, a folder, a glob such as "src/**/*.ts", or a list of these'),
  format: z.enum(sourceFormats).optional().describe("The source's format, where its name does not tell it"),
  chunk_by: z
    .enum(chunkings)
    .default('auto')
    .describe(
      'How to cut it: auto (rows of a table, pages of a PDF, else headings), heading, chapter, pages, tokens, file, row',
    ),
  chunk_level: z
    .int()
    .min(1)
    .max(6)
    .optional()
    .describe(
      'With heading or chapter: cut at headings down to this level; by default the level that divides it',
    ),
  chunk_tokens: z
    .int()
    .min(50)
    .max(500_000)
    .optional()
    .describe('Size of a chunk with tokens (default 2000), and the most with auto'),
  overlap_tokens: z
    .int()
    .min(0)
    .max(100_000)
    .optional()
    .describe('With tokens: how much of the end of a chunk the next one repeats'),
  context: path
    .default('none')
    .describe(
      'What each call is given besides its chunk: none, outline (names of all chunks), neighbours (the chunks before and after), whole (the whole source), or the path of a file',
    ),
  prompt: z
    .string()
    .min(1)
    .max(200_000)
    .optional()
    .describe(
      'What to do with each chunk. Variables: {{chunk}} {{name}} {{index}} {{total}} {{context}}, and the columns of rows; without {{chunk}} the chunk follows the prompt',
    ),
  prompt_file: path.optional().describe('The prompt as a file instead'),
  schema: z
    .union([path, z.record(z.string(), z.unknown())])
    .optional()
    .describe('For JSON answers: a JSON Schema, inline or as the path of a file; each answer is checked'),
  output_dir: path
    .optional()
    .describe('Folder of the outputs; by default codex-batch/<source> in the workspace'),
  output_pattern: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .describe(
      'File of each chunk: {{index}} {{name}} {{id}} and columns of rows; default {{index}}-{{name}}.md (.json with schema)',
    ),
  combine: z
    .union([z.boolean(), path])
    .default(false)
    .describe('Also write all outputs in order into one file: true, or its name below output_dir'),
  sample: z.int().min(1).max(1_000_000).optional().describe('Run only the first so many chunks, then stop'),
  force: z
    .boolean()
    .default(false)
    .describe('Replace outputs that somebody edited, and files that the batch did not write'),
  concurrency: z
    .int()
    .min(1)
    .max(256)
    .optional()
    .describe(
      'The most calls at once (default 32); below it the batch finds by itself what the backend takes',
    ),
  ...sharedArguments,
};

export const batchInput = z.strictObject(batchArguments);
export type BatchInput = z.output<typeof batchInput>;
