import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, type EmulatorOptions, startEmulator } from '@codex-pro/emulator';
import { type CallRecord, createMemoryBreakerStore, type PolicyEvent } from '@codex-pro/runtime';
import { type ClientOptions, type CodexClient, createCodexClient } from '../client.ts';
import type { BackendSettings, ClientSettings } from '../client-settings.ts';
import { type GateStore, memoryGateStore } from '../limits/gate-store.ts';
import type { CallOptions, ModelCall } from '../model-call.ts';
import { plainBackend, plainSettings } from './plain-settings.ts';

/** An emulator, homes in a temporary folder, and what the clients made here wrote down. */
export interface ClientFixture extends AsyncDisposable {
  readonly emulator: Emulator;
  readonly codexHome: string;
  readonly stateHome: string;
  readonly records: CallRecord[];
  readonly events: PolicyEvent[];
  readonly gates: GateStore;
  /** Writes `auth.json`; by default the emulator's login. */
  signIn(content?: unknown): Promise<void>;
  /** With the emulator's API key. */
  client(changes?: ClientChanges): Promise<CodexClient>;
  /** With the login in `auth.json`. */
  chatgptClient(changes?: ClientChanges): Promise<CodexClient>;
}

export interface ClientChanges extends Partial<Omit<ClientSettings, 'backend' | 'clocks'>> {
  readonly backend?: Partial<BackendSettings>;
  readonly clocks?: Partial<ClientSettings['clocks']>;
  readonly env?: NodeJS.ProcessEnv;
  readonly options?: Partial<ClientOptions>;
}

export const call: ModelCall = {
  purpose: 'reviewer',
  instructions: 'Review the change.',
  input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'a diff' }] }],
};

/** Options of a call that nobody cancels. */
export const patient: CallOptions = { signal: new AbortController().signal };

export async function startFixture(options: EmulatorOptions = {}): Promise<ClientFixture> {
  const emulator = await startEmulator(options);
  const codexHome = await mkdtemp(join(tmpdir(), 'codex-pro-test-'));
  const stateHome = join(codexHome, 'state');
  const clients: CodexClient[] = [];
  const records: CallRecord[] = [];
  const events: PolicyEvent[] = [];
  const breakers = createMemoryBreakerStore();
  const gates = memoryGateStore();
  const fixture: ClientFixture = {
    emulator,
    codexHome,
    stateHome,
    records,
    events,
    gates,
    signIn: (content = emulator.login.authJson()) =>
      writeFile(join(codexHome, 'auth.json'), JSON.stringify(content), { mode: 0o600 }),
    async client({ backend, clocks, env, options, ...settings } = {}) {
      const client = await createCodexClient({
        settings: {
          ...plainSettings,
          backend: { ...plainBackend, base_url: emulator.url, ...backend },
          clocks: { ...plainSettings.clocks, ...clocks },
          ...settings,
        },
        env: env ?? { CODEX_PRO_API_KEY: 'emulator-key' },
        codexHome,
        stateHome,
        capability: 'review',
        calls: { record: (record) => records.push(record) },
        breakers,
        gates,
        productVersion: '0.1.0',
        onPolicy: (event) => events.push(event),
        ...options,
      });
      clients.push(client);
      return client;
    },
    chatgptClient: ({ backend, env, ...changes } = {}) =>
      fixture.client({
        backend: { base_url: emulator.codexUrl, chatgpt_url: emulator.chatgptUrl, ...backend },
        env: { CODEX_REFRESH_TOKEN_URL_OVERRIDE: emulator.refreshUrl, ...env },
        ...changes,
      }),
    async [Symbol.asyncDispose]() {
      await Promise.all(clients.map((client) => client.close()));
      await emulator.close();
      await rm(codexHome, { recursive: true, force: true });
    },
  };
  return fixture;
}
