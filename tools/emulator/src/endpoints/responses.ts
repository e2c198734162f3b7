import type { Backend } from '../backend.ts';
import type { Exchange } from '../exchange.ts';
import { type PlannedFault, plannedFault } from '../faults/plan.ts';
import { isObject, stringOf } from '../json.ts';
import type { Matchable } from '../match.ts';
import { renderPrompt } from '../prompt.ts';
import { type RateLimits, rateLimitEvent } from '../rate-limits.ts';
import { eventsOf, type StreamEvent } from '../reply/events.ts';
import { buildReply, type Reply } from '../reply/reply.ts';
import { decodeBody, parseBody, readBody } from '../request-body.ts';
import type { ScenarioReply } from '../scenario.ts';
import { checkRequest, type ResponsesRequest } from '../strict/request-rules.ts';
import { authorize, requireRouting } from './authorization.ts';
import { speak } from './speak.ts';
import { checkTurnState, nextTurnState } from './turn-state.ts';

/** POST …/responses: read, authorize, hold against the rules, then fail as planned or answer. */
export async function answerResponses(
  exchange: Exchange,
  backend: Backend,
  mode: 'chatgpt' | 'api-key',
): Promise<void> {
  const { record } = exchange;
  record.ordinal = backend.ledger.arrived();
  const bytes = await readBody(exchange.request);
  record.bytes = bytes.length;
  const text = decodeBody(bytes, record.headers['content-encoding'], mode === 'chatgpt' ? ['zstd'] : []);
  if (backend.options.record !== 'heads') record.body = text;
  const body = parseBody(text);
  if (backend.options.record !== 'heads') record.body = body;
  authorize(exchange, backend, mode);
  if (mode === 'chatgpt') requireRouting(exchange, backend);
  const request = checkRequest(body, { mode, catalogue: backend.catalogue, headers: record.headers });
  checkTurnState(request, record.headers, backend);
  const prompt = renderPrompt(request.body, request.items);
  const matchable = matchableOf(request, record.ordinal, record.headers, prompt);
  const scenario: ScenarioReply =
    backend.options.reply?.(request, record.ordinal) ?? backend.replies.take(matchable) ?? {};
  const fault =
    backend.faults.next('responses', matchable) ??
    (scenario.fault === undefined ? null : plannedFault(scenario.fault));
  const wait = (backend.latency.headers ?? 0) + (scenario.delay_ms ?? 0);
  if (wait > 0 && !(await exchange.pause(wait))) return;
  record.fault = fault?.name ?? null;
  if (fault?.kind === 'http') return fault.play(exchange, fault.options);
  const key = `${request.model.slug} ${stringOf(request.body['prompt_cache_key']) ?? ''}`;
  const reply = buildReply(scenario, {
    body: request.body,
    model: request.model.slug,
    ordinal: record.ordinal,
    seed: backend.options.seed ?? 0,
    tokens: backend.cache.count(key, prompt),
  });
  const turnState = mode === 'chatgpt' ? nextTurnState(request, backend) : null;
  if (turnState !== null) exchange.baseHeaders['x-codex-turn-state'] = turnState;
  exchange.baseHeaders['openai-model'] = request.model.slug;
  await deliver(exchange, backend, { reply, fault, limits: backend.limitsFor(mode) });
}

async function deliver(
  exchange: Exchange,
  backend: Backend,
  plan: {
    readonly reply: Reply;
    readonly fault: Extract<PlannedFault, { kind: 'stream' }> | null;
    readonly limits: RateLimits | null;
  },
): Promise<void> {
  const { reply, fault, limits } = plan;
  const events = (each: Reply): StreamEvent[] => {
    const honest = eventsOf(each);
    if (limits?.event === true) honest.splice(1, 0, rateLimitEvent(limits));
    return honest;
  };
  const say = async (each: Reply) => {
    if (await speak(exchange, events(each), backend.latency)) backend.ledger.answered(each.usage);
  };
  if (fault === null) return say(reply);
  await fault.play({ exchange, reply, events: events(reply), speak: say }, fault.options);
}

function matchableOf(
  request: ResponsesRequest,
  ordinal: number,
  headers: Readonly<Record<string, string>>,
  prompt: string,
): Matchable {
  const text = request.body['text'];
  const format = isObject(text) ? text['format'] : undefined;
  const purposes = [isObject(format) ? stringOf(format['name']) : undefined, headers['x-openai-subagent']];
  return {
    ordinal,
    model: request.model.slug,
    prompt,
    purposes: purposes.filter((each) => each !== undefined),
  };
}
