import type { CredentialsStore } from './codex-config.ts';
import type { Capability, CapabilitySettings } from './profile-schema.ts';

/** USD per million tokens. */
export interface Price {
  readonly input: number;
  readonly cached_input?: number;
  readonly cache_write?: number;
  readonly output: number;
}

export interface BackendSettings {
  /** `/responses` is appended to it; null: the default of the sign-in. */
  readonly base_url: string | null;
  /** `/wham/…` is appended to it; null: the default. */
  readonly chatgpt_url: string | null;
  readonly auth: 'auto' | 'chatgpt' | 'api-key';
  readonly originator: string | null;
  readonly user_agent: string | null;
  readonly version: string | null;
  readonly trusted_origins: readonly string[];
  /** The name of the variable with the key of `provider`; never a key. */
  readonly api_key_env: string | null;
  readonly credentials_store: CredentialsStore | null;
  /** The model provider of the Codex CLI's config.toml whose address `base_url` is. */
  readonly provider: string | null;
}

/** The settings of one capability. Durations are milliseconds, sizes bytes; null is "not set" or "no limit". */
export interface ResolvedSettings<Name extends Capability = Capability> {
  readonly backend: BackendSettings;
  readonly model: string | null;
  readonly effort: string | null;
  readonly tier: string | null;
  readonly clocks: {
    readonly connect: number;
    readonly first_event: number;
    readonly idle: number;
    readonly call: number;
    readonly job: number;
  };
  readonly retries: { readonly attempts: number; readonly wait: number };
  readonly budget: {
    readonly usd: number | null;
    readonly tokens: number | null;
    readonly minutes: number | null;
  };
  readonly output: { readonly max_characters: number };
  readonly prices: Readonly<Record<string, Price>>;
  readonly jobs: {
    readonly workers: number;
    readonly retention: number;
    readonly on_host_cancel: 'auto' | 'cancel' | 'detach';
  };
  /** The capability's own section. */
  readonly capability: CapabilitySettings<Name>;
}

/** A value in the words it was written in, and where: `argument`, `user profile /…/profile.yaml:12`, `built-in` … */
export interface SourcedValue {
  readonly value: unknown;
  readonly source: string;
}
