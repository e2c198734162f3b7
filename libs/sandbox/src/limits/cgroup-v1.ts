import { join } from 'node:path';
import type { SandboxLimits } from '../policy.ts';
import { createControlGroup, readOrNull } from './control-group.ts';
import type { LimitGroup } from './limit-group.ts';
import { tooMuchMemory } from './watchdog.ts';

/** A group in each of the `pids` and `memory` hierarchies; null where they cannot be had. */
export function openCgroupV1(name: string, limits: SandboxLimits): LimitGroup | null {
  const own = readOrNull('/proc/self/cgroup');
  if (own === null) return null;
  const folderOf = (controller: string) => {
    const line = own.split('\n').find((each) => each.split(':')[1]?.split(',').includes(controller));
    const path = line?.split(':').slice(2).join(':');
    return path === undefined ? null : join('/sys/fs/cgroup', controller, path, name);
  };
  const pids = folderOf('pids');
  const memory = folderOf('memory');
  if (pids === null || memory === null) return null;
  return createControlGroup({
    name: 'cgroup-v1',
    folders: [pids, memory],
    settings: [
      [join(pids, 'pids.max'), String(limits.processes)],
      [join(memory, 'memory.limit_in_bytes'), String(limits.memoryBytes)],
    ],
    kills: () =>
      Number(/^oom_kill (\d+)$/m.exec(readOrNull(join(memory, 'memory.oom_control')) ?? '')?.[1] ?? 0),
    broken: tooMuchMemory(limits),
  });
}
