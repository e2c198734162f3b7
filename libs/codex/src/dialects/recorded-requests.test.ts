import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { call, patient, startFixture } from '../testing/client-fixture.ts';
import { asRecord, parseJson, recordField, type WireRecord } from '../wire-fields.ts';
import { differences, withDifferences } from './wire-differences.ts';

test.for([
  ['api-key-classic', 'gpt-5.5', 'emulator-key'],
  ['chatgpt-classic', 'gpt-5.5', null],
  ['chatgpt-lite', 'gpt-6.1-sol', null],
] as const)(
  "our %s request is the CLI's, but for the differences that are listed",
  async ([mode, model, key]) => {
    await using fixture = await startFixture();
    await fixture.signIn();
    const client = await (key === null ? fixture.chatgptClient({ model }) : fixture.client({ model }));
    await client.respond({ ...call, tools: [{ type: 'custom', name: 'apply_patch' }] }, patient);
    const [request] = fixture.emulator.modelRequests;
    const recorded = asRecord(parseJson(await fixtureText(mode)));
    const theirs = flatten(recordField(recorded, 'headers') ?? {}, recordField(recorded, 'body') ?? {});
    const ours = flatten(request?.headers ?? {}, asRecord(request?.body) ?? {});

    const found = Object.keys(theirs)
      .filter((field) => ours[field] !== theirs[field])
      .map((field) => [field, field in ours ? 'own value' : 'left out']);
    const listed = differences
      .filter((each) => each.modes.includes(mode))
      .map((each) => [each.field, each.ours]);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(listed));
    expect(Object.keys(ours).filter((field) => !(field in theirs))).toEqual([]);
  },
);

test('docs/wire.md lists every difference with its reason', async () => {
  const page = await readFile(new URL('../../../../docs/wire.md', import.meta.url), 'utf8');
  expect(page).toBe(withDifferences(page));
});

/** Every field of a request with its value, ids and secrets put aside; items of the input by their kind. */
function flatten(headers: WireRecord, body: WireRecord): Readonly<Record<string, string>> {
  const fields: Record<string, string> = {};
  const put = (field: string, value: unknown) => {
    fields[field] = plain(value);
  };
  const metadata = headers['x-codex-turn-metadata'];
  for (const [name, value] of Object.entries(headers)) {
    if (!transport.has(name) && name !== 'x-codex-turn-metadata') put(`header ${name}`, value);
  }
  const told = typeof metadata === 'string' ? asRecord(parseJson(metadata)) : asRecord(metadata);
  for (const [name, value] of Object.entries(told ?? {})) put(`metadata ${name}`, value);
  for (const [name, value] of Object.entries(body)) {
    const inner = asRecord(value);
    if (name === 'tools') put('body tools', '<tools>');
    else if (name === 'input') for (const item of Array.isArray(value) ? value : []) putItem(item, put);
    else if (inner === null) put(`body ${name}`, value);
    else for (const [key, part] of Object.entries(inner)) put(`body ${name}.${key}`, part);
  }
  return fields;
}

function putItem(item: unknown, put: (field: string, value: unknown) => void): void {
  const type = String(asRecord(item)?.['type']);
  for (const key of Object.keys(asRecord(item) ?? {})) put(`input ${type}.${key}`, '');
}

/** What HTTP itself needs, and the emulator's account. */
const transport = new Set(['host', 'connection', 'content-length', 'authorization', 'chatgpt-account-id']);

function plain(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (text.startsWith('{"session_id"')) return '<as the header>';
  return text.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uuid>');
}

function fixtureText(name: string): Promise<string> {
  return readFile(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8');
}
