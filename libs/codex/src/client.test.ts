import { expect, test } from 'vitest';
import { call, options, startFixture } from './testing/client-fixture.ts';
import { answer } from './testing/replies.ts';

test('an answer comes with its text, usage and cost, and the attempt is written down', async () => {
  await using fixture = await startFixture();
  fixture.backend.on('/v1/responses', answer('hello'));
  const client = await fixture.client();
  const result = await client.respond(call, options());
  expect(result).toMatchObject({ text: 'hello', complete: true, endTurn: true, responseId: 'resp_1' });
  expect(client.usage()).toMatchObject({
    requests: 1,
    attempts: 1,
    input_tokens: 1000,
    cached_input_tokens: 400,
  });
  expect(fixture.records).toMatchObject([
    { purpose: 'reviewer', attempt: 1, httpStatus: 200, errorCode: null, inputTokens: 1000 },
  ]);
});
