import { ConfigError } from '@codex-pro/runtime';
import type { House } from './house.ts';

export interface JobLimits {
  /** How many workers may run at once on this machine. */
  readonly workers: number;
  /** How long ended jobs are kept, in milliseconds. */
  readonly retentionMs: number;
  /** Characters of one answer. */
  readonly maxCharacters: number;
}

/** As the schema has them; a test compares. Most users set nothing, and looking at jobs then reads no schema. */
export const builtIn: JobLimits = { workers: 8, retentionMs: 30 * 86_400_000, maxCharacters: 40_000 };

/**
 * The settings of the machine's jobs. A profile with a mistake must not keep anybody from seeing or cancelling what runs:
 * then the built-ins count; whoever starts work, asks for the settings or checks the setup hears of the mistake.
 */
export async function jobLimits(
  { resolveSettings, hasProfile }: Pick<House, 'resolveSettings' | 'hasProfile'>,
  env: NodeJS.ProcessEnv,
): Promise<JobLimits> {
  if (!hasProfile(env)) return builtIn;
  try {
    const request = {
      capability: 'jobs',
      arguments: {},
      env,
      workspace: process.cwd(),
      projectProfile: null,
    } as const;
    const { settings } = await resolveSettings(request);
    const { workers, retention } = settings.jobs;
    return { workers, retentionMs: retention, maxCharacters: settings.output.max_characters };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return builtIn;
  }
}
