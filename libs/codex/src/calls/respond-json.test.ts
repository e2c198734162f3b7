import { expect, test } from 'vitest';
import { call, patient, startFixture } from '../testing/client-fixture.ts';

const schema = {
  type: 'object',
  properties: { verdict: { type: 'string', enum: ['approve', 'reject'] } },
  required: ['verdict'],
  additionalProperties: false,
};
const asked = { ...call, format: { name: 'review', schema } };

function verdict(value: unknown): string {
  const found = Object(value).verdict;
  if (found === 'approve' || found === 'reject') return found;
  throw new Error('verdict: must be approve or reject');
}

test('an answer that keeps to the schema needs one call', async () => {
  await using fixture = await startFixture();
  fixture.emulator.play({ replies: [{ json: { verdict: 'approve' } }] });
  const client = await fixture.client();
  const { value, answer } = await client.respondJson(asked, verdict, patient);
  expect(value).toBe('approve');
  expect(answer.usage).not.toBeNull();
  expect(fixture.emulator.modelRequests).toHaveLength(1);
});

test.for([
  'output_not_json',
  'output_cut',
  'output_empty',
  'output_absent',
  'output_breaks_schema',
  'no_items',
] as const)('%s is repaired once, with the complaint in the history', async (fault) => {
  await using fixture = await startFixture();
  fixture.emulator.fail({ fault, on: 1 });
  const client = await fixture.client();
  const { value } = await client.respondJson(asked, verdict, patient);
  expect(['approve', 'reject']).toContain(value);
  expect(fixture.emulator.violations).toEqual([]);
  const repair = JSON.stringify(fixture.emulator.modelRequests[1]?.body);
  expect(repair).toContain('Your answer could not be used.');
  expect(fixture.records.map((record) => record.purpose)).toEqual(['reviewer', 'repair of reviewer']);
  expect(client.usage()).toMatchObject({ requests: 2, attempts: 2 });
});

test('a fence around the JSON is no fault', async () => {
  await using fixture = await startFixture();
  fixture.emulator.fail({ fault: 'output_in_fence' });
  const client = await fixture.client();
  await client.respondJson(asked, verdict, patient);
  expect(fixture.emulator.modelRequests).toHaveLength(1);
});

test('a repair that fails too ends in output_invalid, after two calls', async () => {
  await using fixture = await startFixture();
  fixture.emulator.fail({ fault: 'output_breaks_schema' });
  const client = await fixture.client();
  await expect(client.respondJson(asked, verdict, patient)).rejects.toMatchObject({
    code: 'output_invalid',
    message: expect.stringContaining('verdict: must be approve or reject'),
  });
  expect(fixture.emulator.modelRequests).toHaveLength(2);
});

test('a refusal is not repaired', async () => {
  await using fixture = await startFixture();
  fixture.emulator.fail({ fault: 'output_refused' });
  const client = await fixture.client();
  await expect(client.respondJson(asked, verdict, patient)).rejects.toMatchObject({ code: 'forbidden' });
  expect(fixture.emulator.modelRequests).toHaveLength(1);
});

test('a complete message without response.completed is parsed like any other', async () => {
  await using fixture = await startFixture();
  fixture.emulator.fail({ fault: 'eof_without_completed' });
  const client = await fixture.client();
  const { answer } = await client.respondJson(asked, verdict, patient);
  expect(answer).toMatchObject({ complete: false, usage: null });
  expect(fixture.emulator.modelRequests).toHaveLength(1);
});
