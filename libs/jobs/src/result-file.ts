import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanText } from '@codex-pro/runtime';
import * as z from 'zod';
import { type EndState, endStates, type JobError } from './job.ts';
import { jobErrorSchema } from './job-row.ts';

export const resultFileName = 'result.json';

/** The part of an envelope (`codex-pro/1`) that says which attempt of which job it ends, and how. */
const resultFile = z.looseObject({
  job: z.looseObject({
    id: z.string(),
    state: z.enum(endStates),
    attempts: z.int().min(0),
    ended_at: z.iso.datetime(),
  }),
  summary: z.string(),
  error: jobErrorSchema.nullable(),
});

export interface FoundResult {
  readonly state: EndState;
  readonly summary: string;
  readonly error: JobError | null;
  readonly endedAt: number;
  readonly attempts: number;
}

/** What a whole and valid `result.json` of this job says; null where there is none. */
export function readResultFile(folder: string, id: string): FoundResult | null {
  let text: string;
  try {
    text = readFileSync(join(folder, resultFileName), 'utf8');
  } catch {
    return null; // No such file, or none we may read: there is no result to go by.
  }
  const parsed = resultFile.safeParse(parseJson(text));
  if (!parsed.success || parsed.data.job.id !== id) return null;
  const { job, summary, error } = parsed.data;
  return {
    state: job.state,
    // Bounded, as every list of jobs will read it: the file may be any.
    summary: cleanText(summary),
    error: error === null ? null : { ...error, message: cleanText(error.message) },
    endedAt: Date.parse(job.ended_at),
    attempts: job.attempts,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Not JSON: not a result.
  }
}
