import { ConfigError } from '@codex-pro/runtime';
import type { House } from './house.ts';

export interface JobLimits {
  /** How many workers may run at once on this machine; undefined: the built-in. */
  readonly workers: number | undefined;
  /** How long ended jobs are kept, in milliseconds; undefined where no valid profile says so. */
  readonly retentionMs: number | undefined;
  /** Characters of one answer. */
  readonly maxCharacters: number;
}

/** What answers are cut to where the profile cannot say. */
const builtInCharacters = 40_000;

/**
 * The settings of the machine's jobs. A profile with a mistake must not keep anybody from seeing, ending or cancelling
 * what runs: then the built-ins count, nothing is pruned, and whoever starts work or asks for the settings hears of it.
 */
export async function jobLimits(
  { resolveSettings }: Pick<House, 'resolveSettings'>,
  env: NodeJS.ProcessEnv,
): Promise<JobLimits> {
  try {
    const { settings } = await resolveSettings({
      capability: 'jobs',
      arguments: {},
      env,
      workspace: process.cwd(),
      projectProfile: null,
    });
    const { workers, retention } = settings.jobs;
    return { workers, retentionMs: retention, maxCharacters: settings.output.max_characters };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { workers: undefined, retentionMs: undefined, maxCharacters: builtInCharacters };
  }
}
