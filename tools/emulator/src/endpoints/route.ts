import type { Backend } from '../backend.ts';
import { catalogueBody } from '../catalogue.ts';
import type { Exchange } from '../exchange.ts';
import { accountsBody } from '../login.ts';
import { usageBody } from '../rate-limits.ts';
import type { EndpointName } from '../recording.ts';
import { Refusal } from '../strict/refusal.ts';
import { authorize } from './authorization.ts';
import { answerToken } from './oauth-token.ts';
import { answerResponses } from './responses.ts';

export interface Route {
  readonly endpoint: EndpointName;
  /** Which wording refusals have. */
  readonly mode: 'chatgpt' | 'api-key';
  answer(exchange: Exchange, backend: Backend): void | Promise<void>;
}

const responses = (mode: Route['mode']): Route => ({
  endpoint: 'responses',
  mode,
  answer: (exchange, backend) => answerResponses(exchange, backend, mode),
});

const routes: Readonly<Record<string, Route>> = {
  'POST /v1/responses': responses('api-key'),
  'POST /backend-api/codex/responses': responses('chatgpt'),
  'GET /backend-api/codex/models': {
    endpoint: 'models',
    mode: 'chatgpt',
    answer: (exchange, backend) => {
      authorize(exchange, backend, 'chatgpt');
      if (!/[?&]client_version=[^&]/.test(exchange.record.path))
        throw new Refusal('models.client_version', 'client_version is required');
      exchange.json(200, catalogueBody(backend.catalogue), { etag: 'W/"emulator"' });
    },
  },
  'GET /backend-api/wham/accounts/check': {
    endpoint: 'accounts_check',
    mode: 'chatgpt',
    answer: (exchange, backend) => {
      authorize(exchange, backend, 'chatgpt');
      exchange.json(200, accountsBody(backend.login.accounts));
    },
  },
  'GET /backend-api/wham/usage': {
    endpoint: 'usage',
    mode: 'chatgpt',
    answer: (exchange, backend) => {
      authorize(exchange, backend, 'chatgpt');
      exchange.json(200, usageBody(backend.limitsFor('chatgpt'), Math.floor(Date.now() / 1000)));
    },
  },
  'POST /oauth/token': { endpoint: 'token', mode: 'api-key', answer: answerToken },
};

/**
 * What the real CLI asks for besides, and does without: plugins, its MCP server, settings, and the catalogue of
 * a plain base.
 */
const noise = /^\/(?:backend-api\/(?:ps|wham|plugins|connectors)\/|backend-api\/codex\/analytics|v1\/models)/;

/** Finds the endpoint of a request. A path that no client of this backend should know is a Refusal when answered. */
export function routeOf(method: string, url: string): Route {
  const path = url.split('?', 1)[0] ?? '';
  const route = routes[`${method} ${path}`];
  if (route !== undefined) return route;
  return {
    endpoint: 'other',
    mode: 'api-key',
    answer: (exchange) => {
      if (!noise.test(path)) throw new Refusal('path', `Not Found: ${method} ${path}`, { status: 404 });
      exchange.request.resume();
      exchange.json(404, { detail: 'Not Found' });
    },
  };
}
