import type { inspectCredentials } from '@codex-pro/codex';
import type { Jobs } from '@codex-pro/jobs';
import type { codexHome, resolveSettings, stateHome } from '@codex-pro/settings';

/** The libraries that a call needs and a start does not: tools are listed before any of them is loaded. */
export interface House {
  readonly resolveSettings: typeof resolveSettings;
  readonly stateHome: typeof stateHome;
  readonly codexHome: typeof codexHome;
  readonly inspectCredentials: typeof inspectCredentials;
  /** One for each state folder and worker limit in this process. */
  openJobs(options: { home: string; env: NodeJS.ProcessEnv; workers?: number | undefined }): Jobs;
  /** Remembers the key that this process may hand to workers of queued jobs; in memory only. */
  keepKey(apiKey: string | undefined): void;
}

let house: Promise<House> | undefined;

/** Loads them at the first call, once in a process. */
export function loadHouse(): Promise<House> {
  house ??= import('./load-house.ts').then(({ createHouse }) => createHouse());
  return house;
}
