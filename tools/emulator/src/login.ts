/** A workspace of the signed-in user, as `accounts/check` lists it. */
export interface Account {
  readonly id: string;
  readonly plan: string;
  /** Where requests must go: an https origin, or `NO_CONSTRAINT`. */
  readonly backendOrigin?: string;
  /** Sent back as x-openai-account-routing-override unless `NO_CONSTRAINT`. */
  readonly routingOverride?: string;
}

export interface Tokens {
  readonly id_token: string;
  readonly access_token: string;
  readonly refresh_token: string;
}

/** How a refresh ends: new tokens, or the code of the refusal. */
export type RefreshOutcome =
  | { readonly tokens: Tokens }
  | { readonly code: 'refresh_token_reused' | 'refresh_token_invalidated' };

/**
 * A fabricated ChatGPT login. Refresh tokens work once, as upstream; access tokens are unsigned JWTs that this
 * backend knows by heart.
 */
export class Login {
  readonly accounts: readonly Account[];
  readonly #lifetimeSeconds: number;
  #serial = 0;
  #refreshes = 0;
  #refreshToken = '';
  #accessToken = '';
  #idToken = '';
  readonly #spent = new Set<string>();
  /** Access token to its expiry, Unix seconds. */
  readonly #alive = new Map<string, number>();

  constructor(accounts: readonly Account[], lifetimeSeconds: number) {
    this.accounts = accounts;
    this.#lifetimeSeconds = lifetimeSeconds;
    this.#issue(lifetimeSeconds);
  }

  /** The tokens that are good now. */
  get tokens(): Tokens {
    return {
      id_token: this.#idToken,
      access_token: this.#accessToken,
      refresh_token: this.#refreshToken,
    };
  }

  /** How often tokens were exchanged. */
  get refreshes(): number {
    return this.#refreshes;
  }

  /** An `auth.json` of the Codex CLI with these tokens. `lastRefresh` is ISO 8601. */
  authJson(lastRefresh = new Date().toISOString()): Record<string, unknown> {
    return {
      auth_mode: 'chatgpt',
      OPENAI_API_KEY: null,
      tokens: { ...this.tokens, account_id: this.accounts[0]?.id ?? null },
      last_refresh: lastRefresh,
    };
  }

  /** New tokens, as if the user had signed in again. This access token lives as long as told: negative is dead. */
  signInAgain(lifetimeSeconds = this.#lifetimeSeconds): Tokens {
    this.#issue(lifetimeSeconds);
    return this.tokens;
  }

  /** Ends every access token before its time: the next request gets a 401 until a refresh. */
  revokeAccessTokens(): void {
    this.#alive.clear();
  }

  /** Exchanges a refresh token, which then is spent. */
  refresh(refreshToken: string): RefreshOutcome {
    if (this.#spent.has(refreshToken)) return { code: 'refresh_token_reused' };
    if (refreshToken !== this.#refreshToken) return { code: 'refresh_token_invalidated' };
    this.#refreshes += 1;
    this.#issue(this.#lifetimeSeconds);
    return { tokens: this.tokens };
  }

  /** `unknown` was never ours, `dead` is expired or revoked. `now` is in Unix seconds. */
  standing(accessToken: string, now: number): 'alive' | 'dead' | 'unknown' {
    const expiry = this.#alive.get(accessToken);
    if (expiry !== undefined) return expiry > now ? 'alive' : 'dead';
    return accessToken.includes(marker) ? 'dead' : 'unknown';
  }

  #issue(lifetimeSeconds: number): void {
    this.#serial += 1;
    if (this.#refreshToken !== '') this.#spent.add(this.#refreshToken);
    const expiry = Math.floor(Date.now() / 1000) + lifetimeSeconds;
    const claims = {
      iat: expiry - lifetimeSeconds,
      exp: expiry,
      jti: `emulator-${this.#serial}`,
      email: 'someone@example.com',
      'https://api.openai.com/auth': {
        chatgpt_account_id: this.accounts[0]?.id ?? null,
        chatgpt_plan_type: this.accounts[0]?.plan ?? 'plus',
        chatgpt_user_id: 'user-emulator',
      },
    };
    this.#accessToken = fabricateJwt(claims);
    this.#idToken = fabricateJwt({ ...claims, aud: 'id' });
    this.#refreshToken = `rt-emulator-${this.#serial}`;
    this.#alive.set(this.#accessToken, expiry);
  }
}

const marker = '.emulator-signature';

function fabricateJwt(claims: unknown): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}${marker}`;
}

/** The body of `GET …/wham/accounts/check`. */
export function accountsBody(accounts: readonly Account[]): unknown {
  return {
    accounts: accounts.map((account) => ({
      id: account.id,
      name: 'Emulator',
      plan_type: account.plan,
      structure: 'personal',
      is_deactivated: false,
      workspace_backend_origin: account.backendOrigin ?? 'NO_CONSTRAINT',
      account_routing_override: account.routingOverride ?? 'NO_CONSTRAINT',
    })),
    default_account_id: accounts[0]?.id ?? null,
    account_ordering: accounts.map((account) => account.id),
  };
}
