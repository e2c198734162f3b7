import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Fault, proveFault } from './describe-faults.ts';
import { faces } from './faces.ts';
import { filesBelow } from './leftovers.ts';
import type { Stage } from './stage.ts';

const mount = (...words: string[]): void => {
  execFileSync('mount', words, { stdio: 'ignore' });
};
const unmount = (folder: string): void => {
  execFileSync('umount', [folder], { stdio: 'ignore' });
};

/** Only root may mount, and not in every container. */
function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'codex-pro-mount-'));
  try {
    mount('-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder);
    unmount(folder);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const mounts = process.platform === 'linux' && canMount();
if (!mounts) {
  console.warn(
    '\nNOT TESTED: a full and a read-only CODEX_PRO_HOME need a mount, which is not allowed here.\n',
  );
}

/** Puts the home on a disk of its own. */
function onDisk(stage: Stage, size: string): void {
  mount('-t', 'tmpfs', '-o', `size=${size},mode=0700`, 'tmpfs', stage.home);
  stage.afterwards(() => unmount(stage.home));
}

function fill(stage: Stage, leaveBytes: number): void {
  const { bavail, bsize } = statfsSync(stage.home);
  writeFileSync(join(stage.home, 'ballast'), Buffer.alloc(bavail * bsize - leaveBytes));
}

/** Nothing can be recorded, so nothing is sent. */
const nothing = { requests: 0, exit: 3, state: null, code: 'not_configured' } as const;

const faults: readonly Fault[] = [
  {
    ...nothing,
    fault: 'CODEX_PRO_HOME on a read-only disk',
    arrange: (stage) => {
      onDisk(stage, '4m');
      mount('-o', 'remount,ro', stage.home);
    },
    says: /The file system is read-only/,
    advises: /Set CODEX_PRO_HOME to a folder that can be written/,
    also: (stage) => {
      mount('-o', 'remount,rw', stage.home);
      expect(filesBelow(stage.home)).toEqual([]);
    },
  },
  {
    ...nothing,
    fault: 'CODEX_PRO_HOME on a full disk',
    arrange: (stage) => {
      onDisk(stage, '4m');
      fill(stage, 0);
    },
    says: /the disk is full/i,
    advises: /[Ff]ree some space/,
    also: (stage) => {
      rmSync(join(stage.home, 'ballast'));
      expect(filesBelow(stage.home).filter((path) => path.startsWith('jobs/'))).toEqual([]);
    },
  },
];

describe.concurrent('a state folder that cannot be written', () => {
  for (const fault of faults) {
    for (const face of faces) test.runIf(mounts)(`${fault.fault}: ${face}`, () => proveFault(fault, face));
  }
});
