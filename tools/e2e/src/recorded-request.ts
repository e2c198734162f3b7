import { type RecordedRequest, startEmulator } from '@codex-pro/emulator';
import { startCodexCli } from './codex-cli.ts';
import { hostPrograms } from './host-program.ts';

/** The modes in which the CLI's requests are recorded, each with the model that makes it speak that dialect. */
export const recordedModes = {
  'api-key-classic': { login: 'built-in key', model: 'gpt-5.5' },
  'chatgpt-classic': { login: 'chatgpt', model: 'gpt-5.5' },
  'chatgpt-lite': { login: 'chatgpt', model: 'gpt-6.1-sol' },
} as const;

export type RecordedMode = keyof typeof recordedModes;

/** What a request is made of: nothing of the machine, the prompt or the moment is left in it. */
export interface RecordedShape {
  readonly recorded: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Lets the real CLI ask an emulator once, and gives the shape of its request. Throws where it asked nothing. */
export async function recordRequest(mode: RecordedMode): Promise<RecordedShape> {
  const { login, model } = recordedModes[mode];
  const emulator = await startEmulator({ tls: true });
  const cli = await startCodexCli(emulator, login, model);
  try {
    const { output } = await cli.exec('Say ok.');
    const [request] = emulator.modelRequests;
    if (request === undefined) throw new Error(`The CLI asked the model nothing: ${output}`);
    if (emulator.violations.length > 0) throw new Error(JSON.stringify(emulator.violations));
    return shapeOf(request);
  } finally {
    await emulator.close();
    await cli.close();
  }
}

function shapeOf({ headers, body }: RecordedRequest): RecordedShape {
  const kept = Object.entries(headers).filter(([name]) => !transport.has(name));
  return {
    recorded: `codex-cli ${hostPrograms.codex.version} against the emulator, invented credentials`,
    headers: Object.fromEntries(kept.map(([name, value]) => [name, headerShape(name, value)])),
    body: Object.fromEntries(
      Object.entries(Object(body)).map(([name, value]) => [name, bodyShape(name, value)]),
    ),
  };
}

/** What HTTP itself needs. */
const transport = new Set(['host', 'connection', 'content-length']);

function headerShape(name: string, value: string): unknown {
  if (name === 'authorization') return 'Bearer <redacted>';
  if (name === 'chatgpt-account-id') return '<account>';
  if (name === 'user-agent') return value.replace(/\(.*/, '(<system>)');
  if (name === 'x-codex-turn-metadata') return metadataShape(value);
  return withoutIds(value);
}

function metadataShape(text: string): unknown {
  const told = Object(JSON.parse(withoutIds(text)));
  return { ...told, turn_started_at_unix_ms: 0, workspaces: {}, sandbox: '<system>' };
}

function bodyShape(name: string, value: unknown): unknown {
  if (name === 'tools') return '<tools>';
  if (name === 'input' && Array.isArray(value)) return value.map(itemShape);
  if (name === 'client_metadata') return clientMetadataShape(value);
  return JSON.parse(withoutIds(JSON.stringify(value)));
}

/** The CLI writes these fields in any order. */
function clientMetadataShape(value: unknown): unknown {
  const told: Record<string, unknown> = Object(JSON.parse(withoutIds(JSON.stringify(value))));
  const fields = Object.entries({ ...told, 'x-codex-turn-metadata': '<as the header>' });
  return Object.fromEntries(fields.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Long or private parts of an item, by name. */
const hidden: Readonly<Record<string, string>> = {
  id: '<uuid>',
  content: '<content>',
  tools: '<tools>',
  internal_chat_message_metadata_passthrough: '<metadata>',
};

function itemShape(item: unknown): unknown {
  const fields = Object.entries(Object(item) as Record<string, unknown>);
  return Object.fromEntries(fields.map(([name, value]) => [name, hidden[name] ?? value]));
}

function withoutIds(text: string): string {
  return text.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uuid>');
}
