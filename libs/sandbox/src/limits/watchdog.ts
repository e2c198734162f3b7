import type { SandboxLimits } from '../policy.ts';
import type { LimitGroup } from './limit-group.ts';
import { processTree } from './process-tree.ts';

/** How often a tree of processes is looked at, in milliseconds. */
const lookEveryMs = 100;

/** Where there are no control groups: looks at the tree of processes ten times a second. */
export function createWatchdog(limits: SandboxLimits): LimitGroup {
  return {
    name: 'watchdog',
    join: '',
    folders: [],
    watch(pid, onBroken) {
      const timer = setInterval(() => {
        const { pids, residentBytes } = processTree(pid);
        if (pids.length > limits.processes) onBroken(tooManyProcesses(limits));
        else if (residentBytes > limits.memoryBytes) onBroken(tooMuchMemory(limits));
      }, lookEveryMs);
      timer.unref();
      return () => clearInterval(timer);
    },
    broken: () => null,
    close: () => Promise.resolve(),
  };
}

export function tooManyProcesses({ processes }: SandboxLimits): string {
  return `more than ${processes} processes`;
}

export function tooMuchMemory({ memoryBytes }: SandboxLimits): string {
  return `more than ${Math.round(memoryBytes / 2 ** 20)} MB of memory`;
}
