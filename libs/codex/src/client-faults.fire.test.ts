import { expect, test } from 'vitest';
import { call, patient, startFixture } from './testing/client-fixture.ts';

const roomy = { connect: 10_000, first_event: 60_000, idle: 60_000, call: 120_000 };

test.for([
  { fault: 'big_event', bytes: 33 * 2 ** 20, says: /one event of more than 32 MiB/ },
  { fault: 'big_response', bytes: 65 * 2 ** 20, says: /a response of more than 64 MiB/ },
] as const)('$fault past its bound is an error, once', async ({ says, ...fault }) => {
  await using fixture = await startFixture();
  fixture.emulator.fail(fault);
  const client = await fixture.client({ clocks: roomy });
  await expect(client.respond(call, patient)).rejects.toMatchObject({
    code: 'upstream_failed',
    message: says,
  });
  expect(fixture.emulator.modelRequests).toHaveLength(1);
  await expect.poll(() => fixture.emulator.openRequests).toBe(0);
});

test.for([{ fault: 'big_event', bytes: 8 * 2 ** 20 }, { fault: 'split_bytes' }] as const)(
  'the answer is whole in spite of $fault',
  async (fault) => {
    await using fixture = await startFixture();
    fixture.emulator.fail(fault);
    const client = await fixture.client({ clocks: roomy });
    expect((await client.respond(call, patient)).text).toBe('This is the answer of the emulator.');
  },
);

test('clocks of one millisecond each end in one error, and leave nothing', async () => {
  await using fixture = await startFixture();
  fixture.emulator.fail({ fault: 'headers_never' });
  const client = await fixture.client({ clocks: { connect: 1, first_event: 1, idle: 1, call: 1 } });
  await expect(client.respond(call, patient)).rejects.toMatchObject({
    code: expect.stringMatching(/timed_out|upstream_failed/),
  });
  await expect.poll(() => fixture.emulator.openSockets).toBe(0);
});
