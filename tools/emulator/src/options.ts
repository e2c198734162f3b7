import type { CatalogueModel } from './catalogue.ts';
import type { Price } from './ledger.ts';
import type { Account } from './login.ts';
import type { RateLimits } from './rate-limits.ts';
import type { Scenario, ScenarioReply } from './scenario.ts';
import type { ResponsesRequest } from './strict/request-rules.ts';

/** Milliseconds that an honest answer takes; 0 unless told. */
export interface Latency {
  readonly headers?: number;
  readonly first_event?: number;
  /** Before each event after the first. */
  readonly event?: number;
  /** Of the token exchange alone, to make two refreshes meet. */
  readonly token?: number;
}

export interface EmulatorOptions {
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** `127.0.0.1` unless told; `::1` for tests of address families. */
  readonly host?: string;
  /** HTTPS with a fresh authority; its PEM goes to `caFile`, or to a temporary file. */
  readonly tls?: boolean | { readonly caFile: string };
  /** Names of hosts that the certificate is for besides loopback: for a client that comes through a proxy. */
  readonly tlsNames?: readonly string[];
  /** Keys that are taken on `/v1`; `['emulator-key']` unless told; none: no authorization is asked for. */
  readonly apiKeys?: readonly string[];
  /** Workspaces of the ChatGPT login; the first is the default. */
  readonly accounts?: readonly Account[];
  /** How long access tokens live, in seconds; an hour unless told. */
  readonly accessTokenLifetime?: number;
  readonly models?: readonly CatalogueModel[];
  readonly scenario?: Scenario;
  /** Asked before the scenario; undefined leaves the answer to it. */
  readonly reply?: (request: ResponsesRequest, ordinal: number) => ScenarioReply | undefined;
  readonly latency?: Latency;
  /** On ChatGPT answers a modest quota unless told; `null` for none anywhere. */
  readonly rateLimits?: RateLimits | null;
  readonly price?: Price;
  /** Chooses among the values of default answers. */
  readonly seed?: number;
  /** `heads` keeps no bodies: for benchmarks of many thousand requests. */
  readonly record?: 'all' | 'heads';
}
