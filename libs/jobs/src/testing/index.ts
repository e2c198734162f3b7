export { seedJobs, seedQueue } from './seed-jobs.ts';
export { takeJobs } from './take-jobs.ts';
