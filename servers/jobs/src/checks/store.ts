import { jobLimits, loadHouse } from '@codex-pro/capability';
import { inspectStore, type StoreReport } from '@codex-pro/jobs';
import { duration } from '@codex-pro/runtime';
import { stateHome } from '@codex-pro/settings';
import { counted } from '@codex-pro/terminal';
import type { Check } from '../jobs/setup-shape.ts';
import type { CheckContext } from './context.ts';
import { failed, ok, warning } from './line.ts';

/** The store can be read, and nothing lies about in it: dead or stalled workers, old jobs, jobs of other versions. */
export async function checkStore({ product }: CheckContext): Promise<readonly Check[]> {
  const { retentionMs } = await jobLimits(await loadHouse(), product.env);
  const home = stateHome(product.env);
  const store = inspectStore(home, Date.now() - retentionMs);
  if (store.state === 'missing') return [ok('jobs', 'There are none yet.')];
  if (store.state === 'damaged') {
    return [
      failed(
        'jobs',
        `The job store in ${home} is damaged: ${store.reason}.`,
        'Nothing to do: the next job or list_jobs sets it aside and rebuilds the list from the job folders.',
      ),
    ];
  }
  if (store.state === 'unreadable') {
    return [
      failed(
        'jobs',
        `The job store in ${home} cannot be read: ${store.reason}.`,
        'Give yourself access to it, free space on its disk, or set CODEX_PRO_HOME to another folder.',
      ),
    ];
  }
  return lines(store, product.version, retentionMs);
}

function lines(
  store: Extract<StoreReport, { state: 'usable' }>,
  version: string,
  retentionMs: number,
): Check[] {
  const counts = `${counted(store.jobs, 'job')}: ${store.running} running, ${store.queued} queued.`;
  const found: Check[] = [];
  if (store.dead.length > 0) {
    found.push(
      warning(
        'jobs',
        `The worker of ${store.dead.join(', ')} is dead.`,
        'list_jobs ends such jobs; retry_job runs one again.',
      ),
    );
  }
  if (store.stalled.length > 0) {
    found.push(
      warning(
        'jobs',
        `No sign of life for 10 s or more: ${store.stalled.join(', ')}.`,
        'Wait, or use cancel_job.',
      ),
    );
  }
  if (store.old > 0) {
    found.push(
      warning(
        'jobs',
        `${counted(store.old, 'job')} ended more than ${duration(retentionMs)} ago.`,
        'prune_jobs with apply removes them; the next worker does it by itself.',
      ),
    );
  }
  const others = store.versions.filter((each) => each !== version);
  if (others.length > 0) {
    found.push(
      warning(
        'jobs',
        `Jobs of other versions of codex-pro run or wait: ${others.join(', ')} (this is ${version}).`,
        'They can share one store; restart hosts that still use the old one.',
      ),
    );
  }
  return found.length === 0 ? [ok('jobs', counts)] : found;
}
