import type { Backend } from '../backend.ts';
import type { Exchange } from '../exchange.ts';
import { isObject, stringOf } from '../json.ts';
import { parseBody, readBody } from '../request-body.ts';
import { Refusal } from '../strict/refusal.ts';

/** The public client id of the Codex CLI. */
const clientId = 'app_EMoamEEZ73f0CkXaXp7hrann';

/** POST /oauth/token: a refresh token for new tokens, once. */
export async function answerToken(exchange: Exchange, backend: Backend): Promise<void> {
  const bytes = await readBody(exchange.request);
  exchange.record.bytes = bytes.length;
  const body = parseBody(bytes.toString('utf8'));
  exchange.record.body = body;
  if (!isObject(body) || body['client_id'] !== clientId)
    throw new Refusal('token.client_id', 'Invalid client_id', { code: 'invalid_client' });
  if (body['grant_type'] !== 'refresh_token')
    throw new Refusal('token.grant_type', 'Unsupported grant_type', { code: 'unsupported_grant_type' });
  const wait = backend.latency.token ?? 0;
  if (wait > 0 && !(await exchange.pause(wait))) return;
  const outcome = backend.login.refresh(stringOf(body['refresh_token']) ?? '');
  if ('tokens' in outcome) exchange.json(200, outcome.tokens);
  else
    exchange.json(401, {
      error: {
        message: `Your refresh token cannot be used: ${outcome.code}.`,
        type: 'invalid_request_error',
        param: null,
        code: outcome.code,
      },
    });
}
