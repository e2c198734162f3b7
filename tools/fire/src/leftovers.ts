import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, vi } from 'vitest';
import type { Stage } from './stage.ts';

export interface SeenProcess {
  readonly pid: number;
  readonly command: string;
  readonly environment: string;
}

/**
 * Living processes whose environment holds `mark` (a folder of a stage is one), from /proc. A zombie has no
 * environment and does not count: whether somebody reaps is not the product's doing.
 */
export function processesWith(mark: string): SeenProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const environment = readFileSync(`/proc/${name}/environ`, 'utf8');
        if (!environment.includes(mark)) return [];
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        return [{ pid: Number(name), command, environment }];
      } catch {
        // It ended while we looked, or belongs to somebody else: not one of ours that lives.
        return [];
      }
    });
}

/** Every file below a folder, as paths from it. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

/** No process, socket or temporary file is left of what ran on this stage; a worker may take a moment to go. */
export async function expectNothingLeft(stage: Stage): Promise<void> {
  const patience = { timeout: 15_000, interval: 20 };
  const { emulator } = stage;
  await vi.waitFor(() => {
    expect(processesWith(stage.home).map(({ command }) => command)).toEqual([]);
    expect({ requests: emulator.openRequests, sockets: emulator.openSockets }).toEqual({
      requests: 0,
      sockets: 0,
    });
  }, patience);
  expect(filesBelow(stage.temporary)).toEqual([]);
  const homes = [...filesBelow(stage.home), ...filesBelow(stage.codexHome)];
  expect(homes.filter((path) => /\.tmp|\.lock$|\.part$|~$/.test(path))).toEqual([]);
}
