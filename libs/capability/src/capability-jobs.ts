import type { RunningJob, WorkEnd } from '@codex-pro/jobs';
import { loadUndiciClient } from '@codex-pro/runtime';
import { type Capability, type Kind, partNameOf } from './define-capability.ts';
import type { Product } from './product.ts';
import type { StartedJob } from './started-job.ts';

/** The jobs of a capability, for who has a job and no tool: its worker, and a terminal that waits for it. */
export interface CapabilityJobs {
  /** Names the part of its envelopes. */
  readonly partName: string;
  /** What a terminal can print of its results besides text, json and markdown. */
  readonly formats: readonly string[];
  /** A job that was started before. Throws InputError where there is none. */
  reopen(reference: string, product: Product): Promise<StartedJob>;
  /** Loads what an attempt needs, which is done anyway where it is left out. */
  load(): Promise<void>;
  /** One attempt at a job, in its worker. */
  work(running: RunningJob, product: Product): Promise<WorkEnd>;
}

export function jobsOf<Name extends Kind, Request, Part>(
  capability: Capability<Name, Request, Part>,
): CapabilityJobs {
  return {
    partName: partNameOf(capability),
    formats: Object.keys(capability.formats ?? {}),
    async reopen(reference, product) {
      const { reopenJob } = await import('./reopen-job.ts');
      return reopenJob(capability, reference, product);
    },
    async load() {
      await Promise.all([
        import('./capability-work.ts'),
        loadUndiciClient(),
        capability.work(),
        capability.rendering(),
      ]);
    },
    async work(running, product) {
      const { runCapabilityWork } = await import('./capability-work.ts');
      return runCapabilityWork(capability, running, product);
    },
  };
}
