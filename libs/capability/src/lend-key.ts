import type { Job } from '@codex-pro/jobs';
import { ConfigError, InputError } from '@codex-pro/runtime';
import type { Capability as SettingsSection } from '@codex-pro/settings';
import type { House } from './house.ts';

const sections: readonly SettingsSection[] = ['review', 'rescue', 'batch'];

/** A queued job whose starter is gone waits for somebody who has a key: that may be us. The next look at it starts it. */
export async function lendKey(
  house: House,
  job: Pick<Job, 'kind' | 'workspace' | 'needsKey'>,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  if (!job.needsKey) return;
  try {
    const { settings } = await house.resolveSettings({
      capability: sections.find((section) => section === job.kind) ?? 'jobs',
      arguments: {},
      env,
      workspace: job.workspace,
    });
    const { inspectCredentials } = await house.codex();
    house.keepKey((await inspectCredentials({ settings, env, codexHome: house.codexHome(env) })).apiKey);
  } catch (error) {
    // Without a key of our own the job goes on waiting, and says for what.
    if (!(error instanceof ConfigError || error instanceof InputError)) throw error;
  }
}
