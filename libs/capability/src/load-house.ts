import { existsSync } from 'node:fs';
import { type Jobs, openJobs } from '@codex-pro/jobs';
import { codexHome, stateHome, userProfilePath } from '@codex-pro/settings';
import type { House } from './house.ts';

export function createHouse(): House {
  const open = new Map<string, Jobs>();
  let key: string | undefined;
  return {
    resolveSettings: async (request) => (await import('./settings-resolution.ts')).resolveSettings(request),
    hasProfile: (env) => existsSync(userProfilePath(stateHome(env))),
    stateHome,
    codexHome,
    codex: () => import('./codex-checks.ts'),
    openJobs({ home, env, limits: { workers, retentionMs } }) {
      const name = `${workers ?? ''} ${retentionMs} ${home}`;
      const jobs = open.get(name) ?? openJobs({ home, env, workers, retentionMs, keyFor: () => key });
      open.set(name, jobs);
      return jobs;
    },
    keepKey(apiKey) {
      key = apiKey ?? key;
    },
  };
}
