import type { NewJob } from '../job-queue.ts';
import type { ProcessIdentity } from '../process-identity.ts';

export function sampleJob(id: string, changes: Partial<NewJob> = {}): NewJob {
  return {
    id,
    kind: 'toy',
    workspace: '/repo/space',
    session: null,
    createdAt: Date.parse('2026-11-20T10:00:00Z'),
    limitMs: 60_000,
    model: null,
    effort: null,
    tier: null,
    profile: null,
    needsKey: false,
    start: { kind: 'toy', bundle: '/nowhere/toy.mjs', version: '1.0.0', node: process.execPath },
    ...changes,
  };
}

/** A process in a place of its own: whether it lives cannot be looked up from here. */
export const sampleWorker: ProcessIdentity = {
  pid: 4711,
  started: '1',
  boot: 'a boot',
  namespace: 'a namespace',
};
