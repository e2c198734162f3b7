import type { checkWishes, inspectCredentials, refuseHeldWork } from '@codex-pro/codex';
import type { Jobs } from '@codex-pro/jobs';
import type { codexHome, resolveSettings, stateHome } from '@codex-pro/settings';
import type { JobLimits } from './job-limits.ts';

/** The libraries that a call needs and a start does not: tools are listed before any of them is loaded. */
export interface House {
  readonly resolveSettings: typeof resolveSettings;
  /** Whether the user has set anything; else the built-in settings count. */
  hasProfile(env: NodeJS.ProcessEnv): boolean;
  readonly stateHome: typeof stateHome;
  readonly codexHome: typeof codexHome;
  /** What looks at the backend's side before work starts; looking at jobs does without. */
  codex(): Promise<CodexChecks>;
  /** One for each state folder and its limits in this process. */
  openJobs(options: {
    readonly home: string;
    readonly env: NodeJS.ProcessEnv;
    readonly limits: Pick<JobLimits, 'workers' | 'retentionMs'>;
  }): Jobs;
  /** Remembers the key that this process may hand to workers of queued jobs; in memory only. */
  keepKey(apiKey: string | undefined): void;
}

export interface CodexChecks {
  readonly inspectCredentials: typeof inspectCredentials;
  readonly refuseHeldWork: typeof refuseHeldWork;
  readonly checkWishes: typeof checkWishes;
}

let house: Promise<House> | undefined;

/** Loads them at the first call, once in a process. */
export function loadHouse(): Promise<House> {
  house ??= import('./load-house.ts').then(({ createHouse }) => createHouse());
  return house;
}
