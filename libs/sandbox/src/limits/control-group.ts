import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { quoted } from '../quoted.ts';
import type { LimitGroup } from './limit-group.ts';
import { signalProcess } from './signal-process.ts';

export interface ControlGroupParts {
  readonly name: LimitGroup['name'];
  /** One in each hierarchy; made, and removed at the end. */
  readonly folders: readonly string[];
  readonly settings: readonly (readonly [file: string, value: string])[];
  /** Processes that the kernel has killed so far for want of memory. */
  kills(): number;
  /** What is said of them. */
  readonly broken: string;
}

/** Makes control groups, and proves that a limit can be set there; null where anything of it is refused. */
export function createControlGroup(parts: ControlGroupParts): LimitGroup | null {
  const { name, folders, settings } = parts;
  let seen = 0;
  try {
    for (const folder of folders) mkdirSync(folder, { recursive: true });
    for (const [file, value] of settings) writeFileSync(file, value);
    for (const folder of folders) readFileSync(join(folder, 'cgroup.procs'));
  } catch {
    // No such controller, or not ours to divide (EACCES, EROFS, EBUSY): somebody else has to keep the limits.
    removeAll(folders);
    return null;
  }
  return {
    name,
    join: folders.map((folder) => `echo 0 > ${quoted(join(folder, 'cgroup.procs'))}`).join(' && '),
    watch: () => () => undefined,
    broken() {
      const kills = parts.kills();
      const more = kills > seen;
      seen = kills;
      return more ? parts.broken : null;
    },
    folders,
    close: () => removeControlGroups(folders),
  };
}

/** Kills what is in control groups and removes them; those that are not there are none. */
export async function removeControlGroups(folders: readonly string[]): Promise<void> {
  for (let attempt = 0; attempt < killAttempts; attempt += 1) {
    const left = folders.flatMap(membersOf);
    for (const pid of left) signalProcess(pid, 'SIGKILL');
    if (left.length === 0 && removeAll(folders)) return;
    await sleep(killPauseMs);
  }
}

const killAttempts = 100;
const killPauseMs = 20;

function membersOf(folder: string): number[] {
  const text = readOrNull(join(folder, 'cgroup.procs')) ?? '';
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map(Number);
}

function removeAll(folders: readonly string[]): boolean {
  let all = true;
  for (const folder of folders) {
    try {
      rmdirSync(folder);
    } catch (error) {
      // Not there: as wanted. Busy: a process of it is still ending.
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) all = false;
    }
  }
  return all;
}

export function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null; // Not this kind of system.
  }
}
