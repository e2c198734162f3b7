import type { ToolAnswer } from '@codex-pro/mcp';
import { parseDuration } from '@codex-pro/settings';
import { counted } from '@codex-pro/terminal';
import { type CallSite, openDesk, readerOf } from '../desk.ts';
import { span } from '../jobs/words.ts';
import type { PruneJobsInput } from '../tools/prune-jobs.ts';

const mostShown = 200;

export async function pruneJobs(
  { older_than: age, apply }: PruneJobsInput,
  { product, context }: CallSite,
): Promise<ToolAnswer> {
  const { jobs, retentionMs } = await openDesk(product);
  const ageMs = age === undefined ? retentionMs : parseDuration(age);
  // An age may reach further back than a Date does.
  const endedBefore = Math.max(0, Date.now() - ageMs);
  const ids = await jobs.prune({ endedBefore, apply });
  const old = `that ended more than ${span(ageMs / 1000)} ago`;
  const what = `${counted(ids.length, 'job')} ${old}, with results and logs`;
  const how = readerOf(context) === 'terminal' ? '--apply removes them' : 'apply: true removes them';
  const summary = apply
    ? `Removed ${what}; the usage ledger keeps what they used.`
    : `Would remove ${what}. Nothing was changed: ${how}.`;
  return {
    structured: {
      summary: ids.length === 0 ? `There is no job ${old}.` : summary,
      applied: apply,
      ended_before: new Date(endedBefore).toISOString(),
      count: ids.length,
      job_ids: ids.slice(0, mostShown),
    },
  };
}
