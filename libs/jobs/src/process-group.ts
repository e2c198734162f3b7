import { readdirSync } from 'node:fs';
import { hasProc, liveness, ownViewpoint, type ProcessIdentity, readProcStat } from './process-identity.ts';

/**
 * Whether anything of a worker's process group is left: the worker itself, or what it started. Zombies do not count.
 * Only for a worker of our own boot and namespace.
 */
export function groupIsGone(leader: ProcessIdentity): boolean {
  const state = liveness(leader, ownViewpoint());
  if (state === 'alive') return false;
  if (!hasProc) return state === 'dead';
  // A pid is not given out again while it names a group, so a living stranger under it means that the group is gone.
  const stat = readProcStat(leader.pid);
  if (stat !== null && stat.started !== leader.started) return true;
  return livingMembers(leader.pid).length === 0;
}

/** Members of a group that are no zombies; Linux only. */
function livingMembers(group: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => {
      const member = Number.isInteger(pid) ? readProcStat(pid) : null;
      return member !== null && member.group === group && member.state !== 'Z' && member.state !== 'X';
    });
}

/** Kills what a worker started and left in its own group. Does nothing in a process that leads no group. */
export function killOwnChildren(): void {
  if (!hasProc || readProcStat(process.pid)?.group !== process.pid) return;
  for (const pid of livingMembers(process.pid)) {
    if (pid === process.pid) continue;
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself in between.
    }
  }
}

/** Signals a worker's whole group; does nothing once the group is gone. */
export function signalGroup(leader: ProcessIdentity, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (groupIsGone(leader)) return;
  for (const target of [-leader.pid, leader.pid]) {
    try {
      process.kill(target, signal);
      return;
    } catch {
      // No such group (or no groups: Windows): the process itself is next. Gone as well: nothing left to signal.
    }
  }
}
