import type { CapabilityJobs } from './capability-jobs.ts';
import type { OwnJobs } from './server-definition.ts';

/** The capability whose job this is, by the id; undefined where it is none of these. */
export async function jobsByPrefix(own: OwnJobs, id: string): Promise<CapabilityJobs | undefined> {
  const prefix = id.slice(0, id.indexOf('-'));
  return Object.hasOwn(own, prefix) ? own[prefix]?.() : undefined;
}
