import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, type EmulatorOptions, startEmulator } from '@codex-pro/emulator';
import { makeChangedRepository } from './changed-repository.ts';

/** A world of its own for one run of the product: homes, a repository, a backend. */
export interface Stage {
  readonly folder: string;
  readonly repository: string;
  readonly home: string;
  readonly codexHome: string;
  /** `TMPDIR` of every process: what lies here afterwards was left behind. */
  readonly temporary: string;
  readonly emulator: Emulator;
  /** The whole environment of the product; a fault may change it before the run. */
  readonly env: Record<string, string>;
  /** Writes `auth.json`. */
  signIn(content: unknown): void;
  /** Runs at the end, before the folder is removed. */
  afterwards(undo: () => void | Promise<void>): void;
  close(): Promise<void>;
}

export interface StageOptions {
  /** `key` (the default): CODEX_PRO_API_KEY at the emulator's plain base. `chatgpt`: the emulator's login. */
  readonly login?: 'key' | 'chatgpt';
  readonly emulator?: EmulatorOptions;
  readonly clocks?: Clocks;
  readonly retries?: { readonly attempts?: number; readonly wait?: string };
  /** Content of the changed file. */
  readonly changed?: string;
  /** How many workers may run at once. */
  readonly workers?: number;
}

export interface Clocks {
  readonly connect?: string;
  readonly first_event?: string;
  readonly idle?: string;
  readonly call?: string;
  readonly job?: string;
}

/** Roomy: only a fault that is about a clock sets it short, so that a busy machine changes nothing. */
const roomyClocks: Clocks = { connect: '15s', first_event: '30s', idle: '30s', call: '60s', job: '90s' };

export async function setStage(options: StageOptions = {}): Promise<Stage> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'codex-pro-fire-')));
  const place = (name: string) => join(folder, name);
  for (const name of ['home', 'codex', 'temporary']) mkdirSync(place(name), { mode: 0o700 });
  makeChangedRepository(place('repository'), options.changed);
  const emulator = await startEmulator(options.emulator);
  const profile = {
    defaults: {
      model: 'gpt-5.5',
      clocks: { ...roomyClocks, ...options.clocks },
      retries: { attempts: 3, wait: '200ms', ...options.retries },
    },
    // One reviewer, one call: what goes wrong with it is counted.
    review: { depth: 'quick' },
    ...(options.workers === undefined ? {} : { jobs: { workers: options.workers } }),
  };
  // YAML takes JSON.
  writeFileSync(join(folder, 'home', 'profile.yaml'), JSON.stringify(profile));
  const undoing: (() => void | Promise<void>)[] = [];
  const chatgpt = options.login === 'chatgpt';
  const stage: Stage = {
    folder,
    repository: place('repository'),
    home: place('home'),
    codexHome: place('codex'),
    temporary: place('temporary'),
    emulator,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      TMPDIR: place('temporary'),
      CODEX_HOME: place('codex'),
      CODEX_PRO_HOME: place('home'),
      ...(emulator.ca === null ? {} : { CODEX_CA_CERTIFICATE: emulator.ca }),
      ...(chatgpt
        ? {
            CODEX_PRO_AUTH: 'chatgpt',
            CODEX_PRO_BASE_URL: emulator.codexUrl,
            CODEX_PRO_CHATGPT_URL: emulator.chatgptUrl,
            CODEX_REFRESH_TOKEN_URL_OVERRIDE: emulator.refreshUrl,
          }
        : { CODEX_PRO_BASE_URL: emulator.url, CODEX_PRO_API_KEY: 'emulator-key' }),
    },
    signIn: (content) => {
      writeFileSync(join(folder, 'codex', 'auth.json'), JSON.stringify(content), { mode: 0o600 });
    },
    afterwards: (undo) => {
      undoing.push(undo);
    },
    close: async () => {
      for (const undo of undoing.reverse()) await undo();
      await emulator.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
  if (chatgpt) stage.signIn(emulator.login.authJson());
  return stage;
}
