import { openJobs } from '../jobs.ts';
import { toySubmission } from './toy-submission.ts';

/** A program that submits jobs, as one of several hosts would: `submit-many.ts <home> <count>`. Prints their ids. */
const [home = '', count] = process.argv.slice(2);
const jobs = openJobs({ home, bundleFolder: null });
const submitted = await Promise.all(
  Array.from({ length: Number(count) }, () => jobs.submit(toySubmission({ calls: 2 }))),
);
process.stdout.write(JSON.stringify(submitted.map(({ id }) => id)));
jobs.close();
