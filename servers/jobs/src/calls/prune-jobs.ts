import type { ToolAnswer } from '@codex-pro/mcp';
import { duration } from '@codex-pro/runtime';
import { parseDuration } from '@codex-pro/settings';
import { counted } from '@codex-pro/terminal';
import { type CallSite, openDesk } from '../desk.ts';
import type { PruneJobsInput } from '../tools/prune-jobs.ts';

const mostShown = 200;

export async function pruneJobs(
  { older_than: age, apply }: PruneJobsInput,
  { product }: CallSite,
): Promise<ToolAnswer> {
  const { jobs, retentionMs } = await openDesk(product);
  const ageMs = age === undefined ? retentionMs : parseDuration(age);
  const endedBefore = Date.now() - ageMs;
  const ids = await jobs.prune({ endedBefore, apply });
  const what = `${counted(ids.length, 'job')} that ended more than ${duration(ageMs)} ago`;
  const tail = apply
    ? 'removed, with results and logs; the usage ledger keeps what they used.'
    : `would be removed, with results and logs. Nothing was changed: apply does it.`;
  return {
    structured: {
      summary: `${what}: ${tail}`,
      applied: apply,
      ended_before: new Date(endedBefore).toISOString(),
      count: ids.length,
      job_ids: ids.slice(0, mostShown),
    },
  };
}
