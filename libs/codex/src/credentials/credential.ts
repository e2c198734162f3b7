import type { CredentialKind } from '../backend/destination.ts';

/** What a request is authorized with. Lives in memory only. */
export type Credential =
  | {
      readonly mode: 'chatgpt';
      readonly accessToken: string;
      /** `tokens.account_id`; never taken from the token's claims (as the CLI does). */
      readonly accountId: string | null;
      readonly plan: string | null;
      readonly fedramp: boolean;
      /** Epoch milliseconds; null for a token that does not say. */
      readonly expiresAt: number | null;
    }
  | {
      readonly mode: 'api-key';
      readonly key: string;
      readonly kind: Extract<CredentialKind, 'openai-key' | 'base-url-key'>;
      /** `auth.json`, or the variable it came from. */
      readonly source: string;
    }
  | { readonly mode: 'none' };

export function kindOf(credential: Credential): CredentialKind {
  if (credential.mode === 'chatgpt') return 'chatgpt';
  return credential.mode === 'none' ? 'none' : credential.kind;
}

/** The secret that the request carries, for taking it out of whatever comes back. */
export function secretsOf(credential: Credential): readonly string[] {
  if (credential.mode === 'none') return [];
  return [credential.mode === 'chatgpt' ? credential.accessToken : credential.key];
}
