import { join } from 'node:path';
import { type CodexClient, createCodexClient } from '@codex-pro/codex';
import { plainBackend, plainSettings } from '@codex-pro/codex/testing';
import { createMemoryBreakerStore } from '@codex-pro/runtime';

/** A client of a backend on loopback with the built-in clocks, that keeps its ledger nowhere. */
export function openBenchClient(baseUrl: string, folder: string): Promise<CodexClient> {
  return createCodexClient({
    settings: {
      ...plainSettings,
      backend: { ...plainBackend, base_url: baseUrl, auth: 'api-key' },
      clocks: { connect: 10_000, first_event: 120_000, idle: 300_000, call: 1_800_000 },
      retries: { attempts: 1, wait: 0 },
    },
    env: {},
    codexHome: join(folder, 'codex-home'),
    stateHome: join(folder, 'state-home'),
    apiKey: 'emulator-key',
    capability: 'bench',
    calls: { record: () => undefined },
    breakers: createMemoryBreakerStore(),
    productVersion: '0.1.0',
  });
}

/** A turn as the loop sends it: instructions and one message. */
export const benchCall = {
  purpose: 'bench',
  instructions: 'Answer in one word.',
  input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Say ok.' }] }],
} as const;
