import type { ToolAnswer } from '@codex-pro/mcp';
import { type CallSite, findRescue } from './desk.ts';
import { mergeRescue } from './merge-rescue.ts';

export async function applyRescue(
  { job_id: reference }: { job_id: string },
  site: CallSite,
): Promise<ToolAnswer> {
  const found = await findRescue(reference, site);
  const merged = await mergeRescue(found, 'apply', site.context.signal);
  const { job } = found;
  return {
    structured: {
      summary: summaryOf(job.id, merged),
      job_id: job.id,
      workspace: job.workspace,
      written: merged.written,
      already: merged.already,
      next_steps: merged.written.length === 0 ? [] : [`undo_rescue {"job_id": "${job.id}"}`],
    },
  };
}

function summaryOf(
  id: string,
  { written, already }: { written: readonly string[]; already: readonly string[] },
): string {
  if (written.length + already.length === 0) return `Job ${id} changed no file: there is nothing to apply.`;
  if (written.length === 0)
    return `The changes of job ${id} are in the working tree already; nothing was written.`;
  return `Applied job ${id}: ${countOf(written)} written${already.length === 0 ? '' : `, ${already.length} were so already`}.`;
}

function countOf({ length }: readonly string[]): string {
  return length === 1 ? '1 file' : `${length} files`;
}
