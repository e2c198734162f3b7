import {
  type AnsweredBackend,
  askBackend,
  type CodexClient,
  createCodexClient,
  inspectCredentials,
  type ListedModel,
  type ModelCall,
} from '@codex-pro/codex';
import { type CallRecord, createMemoryBreakerStore, toErrorReport, UpstreamError } from '@codex-pro/runtime';
import { codexHome, type ResolvedSettings, stateHome } from '@codex-pro/settings';
import { addTool, colourFormat, isColour, sayOk } from './tiny-calls.ts';

/** How one of the six calls ended. */
export interface CallOutcome {
  readonly name: 'routing' | 'models' | 'classic' | 'Lite' | 'schema' | 'tool';
  readonly ended: 'accepted' | 'refused' | 'not asked';
  /** What came, or what went wrong, in a line. */
  readonly detail: string;
  readonly model: string | null;
  readonly milliseconds: number | null;
  readonly tokens: number | null;
}

export interface LiveOptions {
  readonly settings: ResolvedSettings<'review'>;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** Told as each call ends. */
  readonly onOutcome: (outcome: CallOutcome) => void;
}

const productVersion = '0.1.0';

/**
 * Six calls to the live backend with the user's own credentials: two that cost nothing, and four tiny ones of a
 * model, one attempt each. What the backend refuses is an outcome; only broken settings are thrown.
 */
export async function makeSixCalls(options: LiveOptions): Promise<void> {
  const { settings, env } = options;
  const { mode } = await inspectCredentials({ settings, env, codexHome: codexHome(env) });
  const listed = await askForModels(options, mode === 'chatgpt');
  const classic = mode === 'chatgpt' ? listed.find((each) => !each.lite) : own(settings);
  const lite = mode === 'chatgpt' ? listed.find((each) => each.lite) : undefined;
  const newest = lite ?? classic;
  await callModel(options, 'classic', classic, async (client, signal) => {
    return (await client.respond(sayOk, { signal })).text;
  });
  await callModel(options, 'Lite', lite, async (client, signal) => {
    return (await client.respond(sayOk, { signal })).text;
  });
  await callModel(options, 'schema', newest, async (client, signal) => {
    const call: ModelCall & { format: typeof colourFormat } = {
      ...sayOk,
      purpose: 'schema',
      format: colourFormat,
    };
    return JSON.stringify((await client.respondJson(call, isColour, { signal })).value);
  });
  await callModel(options, 'tool', newest, async (client, signal) => {
    const { items } = await client.respond(addTool, { signal });
    const called = items.find((item) => item.type === 'function_call');
    if (called === undefined) {
      throw new UpstreamError('output_invalid', 'The model answered without calling the tool.', {
        hint: 'The request was accepted; try again, or with another model.',
      });
    }
    return `${String(called['name'])} ${String(called['arguments'])}`;
  });
}

/** With a key, or a server of one's own, the model of the settings is all that is known. */
function own({ model, effort }: LiveOptions['settings']): ListedModel | undefined {
  return model === null ? undefined : { model, lite: false, efforts: effort === null ? [] : [effort] };
}

async function askForModels(options: LiveOptions, chatgpt: boolean): Promise<readonly ListedModel[]> {
  const { settings, env, signal, onOutcome } = options;
  const started = Date.now();
  let answer: AnsweredBackend;
  try {
    answer = await askBackend({ settings, env, codexHome: codexHome(env), productVersion, signal });
  } catch (error) {
    onOutcome(refused('routing', null, started, error));
    onOutcome(notAsked('models', 'The request before it was refused.'));
    return [];
  }
  const milliseconds = Date.now() - started;
  const shared = { model: null, tokens: null, milliseconds } as const;
  onOutcome(
    chatgpt
      ? { ...shared, name: 'routing', ended: 'accepted', detail: `calls go to ${answer.host}` }
      : notAsked('routing', 'Only a ChatGPT login is routed.'),
  );
  const { models } = answer;
  onOutcome({
    ...shared,
    name: 'models',
    ended: 'accepted',
    detail: models === null ? 'there is no list' : `${models} models`,
  });
  return answer.listed;
}

async function callModel(
  { settings, env, signal, onOutcome }: LiveOptions,
  name: CallOutcome['name'],
  chosen: ListedModel | undefined,
  ask: (client: CodexClient, signal: AbortSignal) => Promise<string>,
): Promise<void> {
  if (chosen === undefined) return onOutcome(notAsked(name, 'There is no such model for these credentials.'));
  const started = Date.now();
  const records: CallRecord[] = [];
  let client: CodexClient | undefined;
  try {
    client = await createCodexClient({
      settings: {
        ...settings,
        model: chosen.model,
        effort: chosen.efforts.includes('low') ? 'low' : (chosen.efforts[0] ?? null),
        retries: { attempts: 1, wait: 0 },
      },
      env,
      codexHome: codexHome(env),
      stateHome: stateHome(env),
      capability: 'live',
      calls: { record: (record) => records.push(record) },
      breakers: createMemoryBreakerStore(),
      productVersion,
    });
    const detail = await ask(client, signal);
    const { input_tokens: input, output_tokens: output } = client.usage();
    const milliseconds = Date.now() - started;
    onOutcome({ name, ended: 'accepted', detail, model: chosen.model, milliseconds, tokens: input + output });
  } catch (error) {
    onOutcome(refused(name, chosen.model, started, error, records.at(-1)?.requestId ?? null));
  } finally {
    await client?.close();
  }
}

function refused(
  name: CallOutcome['name'],
  model: string | null,
  started: number,
  error: unknown,
  requestId: string | null = null,
): CallOutcome {
  const { code, message } = toErrorReport(error);
  const request = requestId === null ? '' : ` (request ${requestId})`;
  const milliseconds = Date.now() - started;
  return {
    name,
    ended: 'refused',
    detail: `${code}: ${message}${request}`,
    model,
    milliseconds,
    tokens: null,
  };
}

function notAsked(name: CallOutcome['name'], detail: string): CallOutcome {
  return { name, ended: 'not asked', detail, model: null, milliseconds: null, tokens: null };
}
