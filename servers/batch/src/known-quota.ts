import { jobLimits, loadHouse } from '@codex-pro/capability';
import { isCodedError } from '@codex-pro/runtime';
import * as z from 'zod';
import type { KnownQuota } from './batch/quota-share.ts';

/** How many of the newest results are looked at for what the backend last said. */
const lookedAt = 20;

const resultSchema = z.object({
  limits: z.object({
    primary: z.object({ used_percent: z.number(), window_minutes: z.number(), resets_at: z.string() }),
    read_at: z.string(),
  }),
});

/** What earlier jobs learned of the account's quota, and what was used since its window began; null where none did. */
export async function knownQuota(env: NodeJS.ProcessEnv): Promise<KnownQuota | null> {
  const house = await loadHouse();
  const jobs = house.openJobs({ home: house.stateHome(env), env, limits: await jobLimits(house, env) });
  const page = await jobs.list({ limit: lookedAt }).catch((error: unknown) => {
    // A store that cannot be opened is told to whoever runs the batch; a plan can do without.
    if (isCodedError(error)) return { jobs: [] };
    throw error;
  });
  for (const job of page.jobs) {
    if (job.endedAt === null) continue;
    // A result that is gone or of another version tells nothing.
    const { data } = resultSchema.safeParse(await jobs.result(job.id).catch(() => null));
    if (data === undefined) continue;
    const { primary, read_at: readAt } = data.limits;
    const began = Date.parse(primary.resets_at) - primary.window_minutes * 60_000;
    const { total } = await jobs.usage({ since: began });
    return {
      usedPercent: primary.used_percent,
      windowMinutes: primary.window_minutes,
      resetsAt: primary.resets_at,
      readAt,
      tokensInWindow: total.input_tokens + total.output_tokens,
    };
  }
  return null;
}
