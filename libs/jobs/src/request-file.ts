import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { jobStartSchema, timeSchema } from './job-row.ts';

/** `request.json`: what was asked for, and all that a rebuilt store needs to know of the job. */
export const requestFile = z.object({
  schema: z.literal('codex-pro-request/1'),
  job: z.object({
    id: z.string(),
    kind: z.string(),
    workspace: z.string(),
    session: z.string().nullable(),
    createdAt: timeSchema,
    limitMs: z.int().positive(),
    model: z.string().nullable(),
    effort: z.string().nullable(),
    tier: z.string().nullable(),
    profile: z.string().nullable(),
    needsKey: z.boolean(),
    start: jobStartSchema,
  }),
  attachments: z.array(z.string()),
  /** The settings of whoever submitted, for what its worker does for others at its end. */
  upkeep: z.object({
    /** How many workers may run at once. */
    workers: z.number(),
    /** How long ended jobs are kept, in milliseconds; null: for ever. */
    retentionMs: z.number().nullable(),
  }),
  request: z.unknown(),
});
export type Upkeep = RequestFile['upkeep'];
export type RequestFile = z.infer<typeof requestFile>;

export const requestFileName = 'request.json';

/** Throws where the file is missing or none of ours. */
export async function readRequestFile(folder: string): Promise<RequestFile> {
  return requestFile.parse(JSON.parse(await readFile(join(folder, requestFileName), 'utf8')));
}
