import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@codex-pro/emulator';
import { plantRepository } from './planted-repository.ts';
import { recordedReplies } from './recorded-replies.ts';
import { settleJobs } from './settle-jobs.ts';

/** Everything the demo runs on, in one temporary folder: a repository, a login, a home, a backend. */
export interface Stage {
  readonly folder: string;
  readonly repository: string;
  readonly emulator: Emulator;
  /** What the server is started with; nothing of the user's own set-up reaches it. */
  readonly env: Readonly<Record<string, string>>;
  /** Ends what still works. Before the server ends, so that it can bury its children, and after. */
  settle(): Promise<void>;
  /** Ends the backend and removes the folder. */
  strike(): Promise<void>;
}

/** Slow enough to see the progress, in milliseconds. */
const pace = { headers: 300, first_event: 400, event: 12 };

export async function setStage(): Promise<Stage> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'codex-pro-demo-')));
  const emulator = await startEmulator({
    tls: { caFile: join(folder, 'authority.pem') },
    scenario: recordedReplies,
    latency: pace,
  });
  const home = join(folder, 'codex-pro');
  const strike = async () => {
    await settleJobs(home);
    await emulator.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
  try {
    return { folder, emulator, settle: () => settleJobs(home), strike, ...(await furnish(folder, emulator)) };
  } catch (error) {
    await strike();
    throw error;
  }
}

async function furnish(folder: string, emulator: Emulator): Promise<Pick<Stage, 'repository' | 'env'>> {
  const repository = join(folder, 'orders');
  await plantRepository(repository);
  const codexHome = join(folder, 'codex');
  await mkdir(codexHome, { mode: 0o700 });
  await writeFile(join(codexHome, 'auth.json'), JSON.stringify(emulator.login.authJson()), { mode: 0o600 });
  return {
    repository,
    env: {
      HOME: folder,
      CODEX_HOME: codexHome,
      CODEX_PRO_HOME: join(folder, 'codex-pro'),
      CODEX_PRO_BASE_URL: emulator.codexUrl,
      CODEX_PRO_CHATGPT_URL: emulator.chatgptUrl,
      CODEX_REFRESH_TOKEN_URL_OVERRIDE: emulator.refreshUrl,
      CODEX_CA_CERTIFICATE: join(folder, 'authority.pem'),
    },
  };
}
