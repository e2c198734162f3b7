import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Backend } from './backend.ts';
import type { FaultPlan } from './faults/plan.ts';
import { handle } from './handle.ts';
import { type HangingPort, hangPort } from './hanging-port.ts';
import type { LedgerTotals } from './ledger.ts';
import { type Certificate, Listener } from './listener.ts';
import type { Login } from './login.ts';
import type { EmulatorOptions } from './options.ts';
import type { RateLimits } from './rate-limits.ts';
import { noteReset, type RecordedRequest, type Violation } from './recording.ts';
import { Replies, type Scenario } from './scenario.ts';

/** A running backend on loopback. */
export interface Emulator {
  /** `http://127.0.0.1:PORT`, or https. */
  readonly origin: string;
  readonly port: number;
  /** With an API key: the URL to which `/responses` is appended. */
  readonly url: string;
  /** With a ChatGPT login: the URL to which `/responses` and `/models` are appended. */
  readonly codexUrl: string;
  /** The URL to which `/wham/…` is appended. */
  readonly chatgptUrl: string;
  /** Where refresh tokens are exchanged. */
  readonly refreshUrl: string;
  /** Path of the authority's PEM; null without TLS. */
  readonly ca: string | null;
  /** Everything that arrived, in order. */
  readonly requests: readonly RecordedRequest[];
  /** Only those to `/responses`. */
  readonly modelRequests: readonly RecordedRequest[];
  /** Rules that requests broke; a test asserts that there are none. */
  readonly violations: readonly Violation[];
  readonly ledger: LedgerTotals;
  /** Requests whose answer has not ended. */
  readonly openRequests: number;
  readonly openSockets: number;
  readonly openedSockets: number;
  readonly login: Login;
  /** Plans a fault. Throws where there is no such fault. */
  fail(plan: FaultPlan): void;
  /** Forgets the planned faults. */
  heal(): void;
  /** Replaces the replies. */
  play(scenario: Scenario): void;
  setRateLimits(limits: RateLimits | null): void;
  /**
   * `refused`: the port is closed and every connection cut. `hanging`: the same, and connecting to it never
   * succeeds nor fails. `open`: as at the start.
   */
  network(state: 'open' | 'refused' | 'hanging'): Promise<void>;
  /** Ends everything; nothing is left, the PEM file included. */
  close(): Promise<void>;
}

/** Starts a backend. Throws when the port is taken or the PEM file cannot be written. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const backend = new Backend(options);
  const host = options.host ?? '127.0.0.1';
  const secure = await prepareTls(options);
  const listener: Listener = new Listener({
    host,
    port: options.port ?? 0,
    tls: secure,
    handle: (request, response) => {
      void handle(request, response, backend, listener);
    },
    upgrade: (socket) => {
      socket.end('HTTP/1.1 426 Upgrade Required\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
    },
  });
  await listener.open();
  const cut = async () => {
    for (const response of backend.open) noteReset(response);
    await listener.shut();
  };
  let hanging: HangingPort | null = null;
  const origin = `${secure === null ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${listener.port}`;
  return {
    origin,
    port: listener.port,
    url: `${origin}/v1`,
    codexUrl: `${origin}/backend-api/codex`,
    chatgptUrl: `${origin}/backend-api`,
    refreshUrl: `${origin}/oauth/token`,
    ca: secure?.caFile ?? null,
    requests: backend.requests,
    violations: backend.violations,
    login: backend.login,
    get modelRequests() {
      return backend.requests.filter((each) => each.endpoint === 'responses');
    },
    get ledger() {
      return backend.ledger.totals;
    },
    get openRequests() {
      return backend.open.size;
    },
    get openSockets() {
      return listener.openSockets;
    },
    get openedSockets() {
      return listener.openedSockets;
    },
    fail: (plan) => {
      backend.faults.add(plan);
    },
    heal: () => {
      backend.faults.clear();
    },
    play: (scenario) => {
      backend.replies = new Replies(scenario.replies ?? []);
    },
    setRateLimits: (limits) => {
      backend.rateLimits = limits;
    },
    network: async (state) => {
      await cut();
      await hanging?.release();
      hanging = state === 'hanging' ? await hangPort(listener.port, host) : null;
      if (state === 'open') await listener.open();
    },
    close: async () => {
      await cut();
      await hanging?.release();
      await secure?.remove();
    },
  };
}

async function prepareTls(
  options: EmulatorOptions,
): Promise<(Certificate & { readonly caFile: string; remove(): Promise<void> }) | null> {
  if (options.tls === undefined || options.tls === false) return null;
  // Loaded only here: the certificate library is large, and most tests speak plain HTTP.
  const { makeCertificate } = await import('./certificate.ts');
  const { key, cert, authority } = await makeCertificate(options.tlsNames ?? []);
  const named = typeof options.tls === 'object' ? options.tls.caFile : null;
  const caFile = named ?? join(await mkdtemp(join(tmpdir(), 'codex-pro-emulator-')), 'ca.pem');
  await writeFile(caFile, authority);
  const remove = () => rm(named ?? dirname(caFile), { recursive: true, force: true });
  return { key, cert, caFile, remove };
}
