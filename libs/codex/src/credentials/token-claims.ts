import { booleanField, numberField, parseJson, recordField, stringField } from '../wire-fields.ts';

/** Claims that we read of OpenAI's tokens. They are read, not verified: only the backend can do that. */
export interface TokenClaims {
  /** Epoch milliseconds. */
  readonly expiresAt: number | null;
  readonly plan: string | null;
  readonly fedramp: boolean;
}

/** The claims of a JWT; all unknown for an opaque token. */
export function readClaims(token: string | null): TokenClaims {
  const part = token?.split('.')[1];
  const claims = part === undefined ? undefined : parseJson(Buffer.from(part, 'base64url').toString('utf8'));
  const expires = numberField(claims, 'exp');
  const own = recordField(claims, 'https://api.openai.com/auth');
  return {
    expiresAt: expires === null ? null : expires * 1000,
    plan: stringField(own, 'chatgpt_plan_type'),
    fedramp: booleanField(own, 'chatgpt_account_is_fedramp') ?? false,
  };
}
