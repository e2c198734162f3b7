import { statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toErrorReport } from '@codex-pro/runtime';
import { openJobs } from '../jobs.ts';
import { toySubmission } from './toy-submission.ts';

/**
 * A program that runs jobs in a state folder on a small disk: `fill-disk.ts <home>`. The first job's result is larger
 * than the disk; then the disk is filled to the last byte. Prints how each ended.
 */
const [home = ''] = process.argv.slice(2);
const jobs = openJobs({ home, bundleFolder: null });
const signal = new AbortController().signal;
const runJob = async (bytes: number) => {
  const { id } = await jobs.submit(toySubmission({ bytes }));
  return jobs.wait(id, { waitMs: 30_000, signal });
};
const tooLarge = await runJob(50_000_000);
const afterwards = await runJob(6);

const fill = (bytes: number) => writeFileSync(join(home, `fill-${bytes}`), Buffer.alloc(bytes));
const { bavail, bsize } = statfsSync(home);
fill(bavail * bsize);
const refused = await runJob(6).catch(toErrorReport);
const list = (await jobs.list({})).jobs.map(({ state }) => state);
process.stdout.write(
  JSON.stringify({
    tooLarge,
    afterwards,
    refused,
    list,
  }),
);
jobs.close();
