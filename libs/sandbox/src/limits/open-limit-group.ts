import type { SandboxLimits } from '../policy.ts';
import { openCgroupV1 } from './cgroup-v1.ts';
import { openCgroupV2 } from './cgroup-v2.ts';
import type { LimitGroup } from './limit-group.ts';
import { createWatchdog } from './watchdog.ts';

/** The best group that can be had here, found out by making it. `name` is a plain file name. */
export function openLimitGroup(name: string, limits: SandboxLimits): LimitGroup {
  return openCgroupV2(name, limits) ?? openCgroupV1(name, limits) ?? createWatchdog(limits);
}
