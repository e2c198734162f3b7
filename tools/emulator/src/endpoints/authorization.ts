import type { Backend } from '../backend.ts';
import type { Exchange } from '../exchange.ts';
import type { Account } from '../login.ts';
import { Refusal } from '../strict/refusal.ts';

/** A credential that was ours and is dead: refused, and nobody's mistake. */
export class Unauthorized extends Error {}

/**
 * Checks the credentials of a request. Throws a Refusal for ones that were never right, Unauthorized for a
 * token that has expired or was revoked.
 */
export function authorize(exchange: Exchange, backend: Backend, mode: 'chatgpt' | 'api-key'): void {
  const { headers } = exchange.record;
  if (mode === 'api-key' && backend.apiKeys.length === 0) return;
  const token = /^Bearer (.+)$/.exec(headers['authorization'] ?? '')?.[1];
  if (token === undefined) throw wrong('auth.missing', 'Missing bearer authentication in header');
  if (mode === 'api-key') {
    if (!backend.apiKeys.includes(token)) throw wrong('auth.key', 'Incorrect API key provided');
    return;
  }
  const standing = backend.login.standing(token, Date.now() / 1000);
  if (standing === 'unknown') throw wrong('auth.token', 'Could not validate your token');
  if (standing === 'dead') throw new Unauthorized('Provided authentication token is expired.');
  accountOf(headers, backend);
}

function accountOf(headers: Readonly<Record<string, string>>, backend: Backend): Account {
  const id = headers['chatgpt-account-id'];
  const account = backend.login.accounts.find((each) => each.id === id);
  if (account === undefined) throw wrong('auth.account', 'chatgpt-account-id is missing or not yours');
  return account;
}

/**
 * Checks that a model request says how its account is routed. Of other endpoints nobody can ask it: the routing check
 * is how a client learns of it. Throws a Refusal.
 */
export function requireRouting({ record: { headers } }: Exchange, backend: Backend): void {
  const override = accountOf(headers, backend).routingOverride ?? 'NO_CONSTRAINT';
  const sent = headers['x-openai-account-routing-override'] ?? 'NO_CONSTRAINT';
  if (sent !== override) throw new Refusal('auth.routing', 'Wrong x-openai-account-routing-override');
}

function wrong(rule: string, message: string): Refusal {
  return new Refusal(rule, message, { status: 401, code: 'invalid_api_key' });
}
