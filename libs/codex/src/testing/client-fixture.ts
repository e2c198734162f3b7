import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CallRecord, createMemoryBreakerStore, type PolicyEvent } from '@codex-pro/runtime';
import { type ClientOptions, type CodexClient, createCodexClient } from '../client.ts';
import type { BackendSettings, ClientSettings } from '../client-settings.ts';
import { type GateStore, memoryGateStore } from '../limits/gate-store.ts';
import type { ModelCall } from '../model-call.ts';
import { type LoopbackBackend, startLoopbackBackend } from './loopback-backend.ts';

/** A backend on loopback, homes in a temporary folder, and what the clients made here wrote down. */
export interface ClientFixture extends AsyncDisposable {
  readonly backend: LoopbackBackend;
  readonly codexHome: string;
  readonly stateHome: string;
  readonly records: CallRecord[];
  readonly events: PolicyEvent[];
  readonly gates: GateStore;
  writeAuth(content: unknown): Promise<void>;
  client(changes?: ClientChanges): Promise<CodexClient>;
}

export interface ClientChanges extends Partial<Omit<ClientSettings, 'backend'>> {
  readonly backend?: Partial<BackendSettings>;
  readonly env?: NodeJS.ProcessEnv;
  readonly options?: Partial<ClientOptions>;
}

export const call: ModelCall = {
  purpose: 'reviewer',
  instructions: 'Review.',
  input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'diff' }] }],
};

export const backendSettings: BackendSettings = {
  base_url: null,
  chatgpt_url: null,
  auth: 'auto',
  originator: null,
  user_agent: null,
  version: null,
  trusted_origins: [],
  api_key_env: null,
  credentials_store: null,
  provider: null,
};

export function options(): { signal: AbortSignal } {
  return { signal: new AbortController().signal };
}

export async function startFixture(): Promise<ClientFixture> {
  const backend = await startLoopbackBackend();
  const home = await mkdtemp(join(tmpdir(), 'codex-pro-test-'));
  const clients: CodexClient[] = [];
  const records: CallRecord[] = [];
  const events: PolicyEvent[] = [];
  const breakers = createMemoryBreakerStore();
  const gates = memoryGateStore();
  return {
    backend,
    codexHome: home,
    stateHome: join(home, 'state'),
    records,
    events,
    gates,
    writeAuth: (content) => writeFile(join(home, 'auth.json'), JSON.stringify(content), { mode: 0o600 }),
    async client({ backend: changes, env, options, ...settings } = {}) {
      const client = await createCodexClient({
        settings: {
          backend: { ...backendSettings, base_url: `${backend.origin}/v1`, ...changes },
          model: 'gpt-5.5',
          effort: null,
          tier: null,
          clocks: { connect: 2000, first_event: 2000, idle: 2000, call: 10_000 },
          retries: { attempts: 3, wait: 5000 },
          budget: { usd: null, tokens: null, minutes: null },
          prices: {},
          ...settings,
        },
        env: env ?? { CODEX_PRO_API_KEY: 'sk-test' },
        codexHome: home,
        stateHome: join(home, 'state'),
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
    async [Symbol.asyncDispose]() {
      await Promise.all(clients.map((client) => client.close()));
      await backend[Symbol.asyncDispose]();
      await rm(home, { recursive: true, force: true });
    },
  };
}
