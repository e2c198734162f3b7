export type { EndState, Job, JobError, JobEvent, JobStart, JobState } from './job.ts';
export { endStates, jobStates } from './job.ts';
export type { RunningJob, Work, WorkEnd } from './worker-contract.ts';
