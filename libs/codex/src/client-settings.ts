/** What the client takes of the resolved settings. Durations are milliseconds. */
export interface BackendSettings {
  /** The URL to which `/responses` is appended; null for the credential's own. */
  readonly base_url: string | null;
  /** The URL to which `/wham/…` is appended; null for ChatGPT's own. */
  readonly chatgpt_url: string | null;
  readonly auth: 'auto' | 'chatgpt' | 'api-key';
  readonly originator: string | null;
  readonly user_agent: string | null;
  /** Sent as the `version` header; see `identity.ts`. */
  readonly version: string | null;
  /** Origins the user allows any credential to go to. Never from a project profile. */
  readonly trusted_origins: readonly string[];
  /** `env_key` of the model provider in the Codex CLI's config.toml. */
  readonly api_key_env: string | null;
  readonly credentials_store: 'file' | 'keyring' | 'auto' | 'ephemeral' | null;
  readonly provider: string | null;
}

export interface CallClocks {
  readonly connect: number;
  readonly first_event: number;
  readonly idle: number;
  readonly call: number;
}

/** USD per million tokens, as a profile gives them. */
export interface PriceOverride {
  readonly input: number;
  readonly cached_input?: number | undefined;
  readonly cache_write?: number | undefined;
  readonly output: number;
}

export interface ClientSettings {
  readonly backend: BackendSettings;
  readonly model: string | null;
  readonly effort: string | null;
  readonly tier: string | null;
  readonly clocks: CallClocks;
  readonly retries: { readonly attempts: number; readonly wait: number };
  readonly budget: {
    readonly usd: number | null;
    readonly tokens: number | null;
    readonly minutes: number | null;
  };
  readonly prices: Readonly<Record<string, PriceOverride>>;
}
