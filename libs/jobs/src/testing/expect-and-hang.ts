import { openJobs } from '../jobs.ts';
import { toySubmission } from './toy-submission.ts';

/** A program that expects a job and never submits it: `expect-and-hang.ts <home>`. Prints the job's id. */
const [home = ''] = process.argv.slice(2);
const expected = openJobs({ home, bundleFolder: null }).expect(toySubmission());
process.stdout.write(`${expected?.id ?? 'none'}\n`);
setInterval(() => undefined, 60_000);
