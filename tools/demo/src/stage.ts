import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Emulator, startEmulator } from '@codex-pro/emulator';
import { plantRepository } from './planted-repository.ts';
import { recordedReplies } from './recorded-replies.ts';

/** Everything the demo runs on, in one temporary folder: a repository, a login, a home, a backend. */
export interface Stage {
  readonly folder: string;
  readonly repository: string;
  readonly emulator: Emulator;
  /** What the server is started with; nothing of the user's own set-up reaches it. */
  readonly env: Readonly<Record<string, string>>;
  /** Waits until nothing talks to the backend any more, ends it, and removes the folder. */
  strike(): Promise<void>;
}

/** Slow enough to see the progress, in milliseconds. */
const pace = { headers: 300, first_event: 400, event: 12 };

const strikeLimitMs = 5_000;

export async function setStage(): Promise<Stage> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'codex-pro-demo-')));
  const repository = join(folder, 'orders');
  const emulator = await startEmulator({
    tls: { caFile: join(folder, 'authority.pem') },
    scenario: recordedReplies,
    latency: pace,
  });
  await plantRepository(repository);
  const codexHome = join(folder, 'codex');
  const home = join(folder, 'codex-pro');
  await mkdir(codexHome, { mode: 0o700 });
  await mkdir(home, { mode: 0o700 });
  await writeFile(join(codexHome, 'auth.json'), JSON.stringify(emulator.login.authJson()), { mode: 0o600 });
  // Ctrl-C in the demo means stop: nothing may go on in the background.
  await writeFile(join(home, 'profile.yaml'), 'jobs: {on_host_cancel: cancel}\n');
  return {
    folder,
    repository,
    emulator,
    env: {
      HOME: folder,
      CODEX_HOME: codexHome,
      CODEX_PRO_HOME: home,
      CODEX_PRO_BASE_URL: emulator.codexUrl,
      CODEX_PRO_CHATGPT_URL: emulator.chatgptUrl,
      CODEX_REFRESH_TOKEN_URL_OVERRIDE: emulator.refreshUrl,
      CODEX_CA_CERTIFICATE: join(folder, 'authority.pem'),
    },
    strike: async () => {
      const limit = Date.now() + strikeLimitMs;
      while (emulator.openSockets > 0 && Date.now() < limit) await sleep(25);
      await emulator.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}
