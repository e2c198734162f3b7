import { toErrorReport } from '@codex-pro/runtime';
import { openJobs } from '../jobs.ts';
import { toySubmission } from './toy-submission.ts';

/** A program that submits one job and waits for it: `try-submit.ts <home>`. Prints how that went. */
const [home = ''] = process.argv.slice(2);
const jobs = openJobs({ home, bundleFolder: null });
const attempt = async () => {
  const { id } = await jobs.submit(toySubmission());
  return jobs.wait(id, { waitMs: 20_000, signal: new AbortController().signal });
};
const outcome = await attempt().catch((error: unknown) => ({ error: toErrorReport(error) }));
process.stdout.write(JSON.stringify(outcome));
jobs.close();
