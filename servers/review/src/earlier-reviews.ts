import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jobLimits, loadHouse } from '@codex-pro/capability';
import * as z from 'zod';
import { marksAttachment, marksFileSchema } from './job-request.ts';
import { isUnreviewed } from './review/gaps.ts';
import type { HunkMarks } from './review/hunk-marks.ts';

/** Reviews of a branch that are looked at, the newest first, and jobs that are looked through for them. */
const mostReviews = 10;
const mostJobs = 200;

const resultSchema = z.object({
  not_done: z.array(z.object({ what: z.string(), why: z.string() })),
  review: z.object({
    coverage: z.object({ quorum: z.object({ asked: z.number(), answered: z.number() }) }),
  }),
});

export interface EarlierReviews {
  /** Ids, the newest first. */
  readonly jobs: readonly string[];
  readonly marks: HunkMarks;
}

/**
 * What earlier reviews of a branch have looked at; null where there is none. One in which a reviewer failed counts for
 * nothing: what that reviewer would have seen has been seen by nobody.
 */
export async function earlierReviews(
  workspace: string,
  branch: string,
  env: NodeJS.ProcessEnv,
): Promise<EarlierReviews | null> {
  const house = await loadHouse();
  const limits = await jobLimits(house, env);
  const jobs = house.openJobs({ home: house.stateHome(env), env, limits });
  const { jobs: ended } = await jobs.list({ workspace, kind: 'review', state: 'succeeded', limit: mostJobs });
  const found: string[] = [];
  const marks = new Map<string, string[]>();
  for (const { id } of ended) {
    if (found.length === mostReviews) break;
    const file = await marksOf(jobs.folder(id));
    if (file?.branch !== branch) continue;
    const { data: result } = resultSchema.safeParse(await jobs.result(id));
    if (result === undefined) continue;
    const { asked, answered } = result.review.coverage.quorum;
    if (answered < asked) continue;
    found.push(id);
    const left = new Set(result.not_done.filter(isUnreviewed).map(({ what }) => what));
    for (const [path, own] of Object.entries(file.marks)) {
      if (!left.has(path)) marks.set(path, [...(marks.get(path) ?? []), ...own]);
    }
  }
  return found.length === 0 ? null : { jobs: found, marks: Object.fromEntries(marks) };
}

/** undefined for a job of another tool or version, which left none. */
async function marksOf(folder: string): Promise<z.output<typeof marksFileSchema> | undefined> {
  const text = await readFile(join(folder, marksAttachment), 'utf8').catch(() => '{}');
  return marksFileSchema.safeParse(JSON.parse(text)).data;
}
