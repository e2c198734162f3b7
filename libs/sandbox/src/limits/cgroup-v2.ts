import { dirname, join } from 'node:path';
import type { SandboxLimits } from '../policy.ts';
import { createControlGroup, readOrNull } from './control-group.ts';
import type { LimitGroup } from './limit-group.ts';
import { tooMuchMemory } from './watchdog.ts';

/**
 * A group beside our own, where our parent's is ours to divide: a systemd user session, or a container that delegates.
 * (Below our own none can be limited: a group with processes has no controllers for its children.) Else null.
 */
export function openCgroupV2(name: string, limits: SandboxLimits): LimitGroup | null {
  if (readOrNull('/sys/fs/cgroup/cgroup.controllers') === null) return null;
  const own = /^0::(.*)$/m.exec(readOrNull('/proc/self/cgroup') ?? '')?.[1];
  if (own === undefined || own === '/') return null;
  const folder = join('/sys/fs/cgroup', dirname(own), name);
  return createControlGroup({
    name: 'cgroup-v2',
    folders: [folder],
    settings: [
      [join(folder, 'pids.max'), String(limits.processes)],
      [join(folder, 'memory.max'), String(limits.memoryBytes)],
    ],
    kills: () => Number(/^oom_kill (\d+)$/m.exec(readOrNull(join(folder, 'memory.events')) ?? '')?.[1] ?? 0),
    broken: tooMuchMemory(limits),
  });
}
