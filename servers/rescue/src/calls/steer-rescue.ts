import type { ToolAnswer } from '@codex-pro/mcp';
import { InputError } from '@codex-pro/runtime';
import { addSteering } from '../job/steering.ts';
import type { SteerInput } from '../tools/steer-rescue.ts';
import { type CallSite, findRescue } from './desk.ts';

export async function steerRescue(input: SteerInput, site: CallSite): Promise<ToolAnswer> {
  const { job, folder } = await findRescue(input.job_id, site);
  if (job.endedAt !== null) {
    throw new InputError('input_invalid', `Job ${job.id} has ended: ${job.state}.`, {
      hint: 'Go on with the conversation: rescue with thread "last" and the message as task.',
    });
  }
  const id = await addSteering(folder, input.message);
  return {
    structured: {
      summary: `Job ${job.id} reads the message before its next turn.`,
      job_id: job.id,
      message_id: id,
      next_steps: [`wait_for_job {"job_id": "${job.id}"}`],
    },
  };
}
