import { counted } from '@codex-pro/terminal';
import type { ShownJob } from './job-shape.ts';

/** A job in a few words: what it does now, or what came of it. */
export function whatOf(job: ShownJob): string {
  if (job.ended_at !== null) {
    const { error, summary } = job;
    return error === null ? (summary ?? '') : `${error.code}: ${error.message}`;
  }
  const { progress, phase } = job;
  const share =
    progress === null ? '' : ` (${progress.done}${progress.total === null ? '' : ` of ${progress.total}`})`;
  return `${phase ?? (job.state === 'queued' ? 'waiting to start' : 'starting')}${share}`;
}

/** Its state in the word that people look for. */
export function stateWord(job: Pick<ShownJob, 'state' | 'stalled'>): string {
  return job.stalled ? 'stalled' : job.state;
}

/** `3 jobs: 1 running, 2 succeeded.` */
export function countStates(jobs: readonly ShownJob[], more: boolean): string {
  if (jobs.length === 0) return 'No jobs.';
  const counts = new Map<string, number>();
  for (const job of jobs) counts.set(stateWord(job), (counts.get(stateWord(job)) ?? 0) + 1);
  const states = [...counts].map(([state, count]) => `${count} ${state}`).join(', ');
  return `${counted(jobs.length, 'job')}${more ? ' on this page' : ''}: ${states}.`;
}

/** One sentence about one job. */
export function describeShown(job: ShownJob): string {
  const name = `Job ${job.id} (${job.kind})`;
  const stalled = job.stalled ? ', but gave no sign of life for 10 s or more' : '';
  if (job.state === 'queued') return `${name} is queued: ${whatOf(job)}.`;
  if (job.state === 'running') return `${name} is running${stalled}: ${whatOf(job)}.`;
  const what = whatOf(job);
  return what === '' ? `${name} ended: ${job.state}.` : `${name} ${job.state}: ${what}`;
}
