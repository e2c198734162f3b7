import { once } from 'node:events';
import { takeJobs } from '@codex-pro/jobs/testing';

/** One of several processes that empty a queue: says that it is ready, waits for a line, and prints how many jobs it got. */
const [home = ''] = process.argv.slice(2);
process.stdout.write('ready\n');
await once(process.stdin, 'data');
process.stdout.write(`${await takeJobs(home)}\n`);
process.stdin.destroy();
