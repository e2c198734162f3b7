import { headerText, type Identity } from '../backend/identity.ts';
import type { Credential } from './credential.ts';

/**
 * Who asks, and by what right: on every request, whichever endpoint. Throws ConfigError for an account id that
 * no header can carry.
 */
export function authHeaders(credential: Credential, identity: Identity): Record<string, string> {
  return {
    ...authorization(credential),
    originator: identity.originator,
    'user-agent': identity.userAgent,
    ...(identity.version === null ? {} : { version: identity.version }),
  };
}

function authorization(credential: Credential): Record<string, string> {
  if (credential.mode === 'none') return {};
  if (credential.mode === 'api-key') {
    return { authorization: `Bearer ${credential.key}` };
  }
  const { accessToken, accountId, fedramp } = credential;
  return {
    authorization: `Bearer ${accessToken}`,
    ...(accountId === null
      ? {}
      : { 'chatgpt-account-id': headerText(accountId, 'The account id in auth.json') }),
    ...(fedramp ? { 'x-openai-fedramp': 'true' } : {}),
  };
}
