import type { ToolAnswer } from '@codex-pro/mcp';
import { type CallSite, findRescue } from './desk.ts';
import { mergeRescue } from './merge-rescue.ts';

export async function undoRescue(
  { job_id: reference }: { job_id: string },
  site: CallSite,
): Promise<ToolAnswer> {
  const found = await findRescue(reference, site);
  const { written, already, unrecorded } = await mergeRescue(found, 'undo', site.context.signal);
  const { job } = found;
  return {
    structured: {
      summary:
        written.length === 0
          ? `Nothing of job ${job.id} is in the working tree; nothing was written.`
          : `${unrecorded ? unrecordedWords : ''}Undone, and as before job ${job.id}: ${written.join(', ')}.`.slice(
              0,
              1_000,
            ),
      job_id: job.id,
      workspace: job.workspace,
      written,
      already,
      next_steps: written.length === 0 ? [] : [`apply_rescue {"job_id": "${job.id}"}`],
    },
  };
}

const unrecordedWords =
  'The job was stopped before it wrote down what it left, so whatever changed since it began was taken back, by whomever; apply_rescue brings it back. ';
