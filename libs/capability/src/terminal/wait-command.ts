import type { OwnJobs } from '../server-definition.ts';
import type { Command } from './command.ts';
import { wrongUse } from './exit-code.ts';
import type { Flag } from './flags.ts';
import { waitForJob } from './run-tool.ts';

/** What somebody needs who left a job running: no tool, since hosts have the jobs server for it. */
export async function waitCommand(own: OwnJobs, formats: readonly string[]): Promise<Command> {
  const known = await Promise.all(Object.values(own).map((load) => load()));
  const flag: Flag = {
    field: 'job_id',
    name: '--job-id',
    kind: 'text',
    numbers: false,
    types: [],
    choices: [],
    description: 'The job: its id, or the beginning of it',
    byDefault: undefined,
    required: true,
  };
  return {
    title: 'Wait for a job that was started before, and show its result',
    flags: () => [flag],
    words: [flag.field],
    formats: [...new Set([...formats, ...known.flatMap((jobs) => jobs.formats)])],
    async run(call) {
      const { job_id: reference } = call.given;
      if (typeof reference === 'string') return waitForJob(own, reference, call);
      call.stderr('input_invalid: --job-id is missing: name the job.\n');
      return wrongUse;
    },
  };
}
