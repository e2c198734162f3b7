import { expect, test } from 'vitest';
import { expectNothingLeft } from '../leftovers.ts';
import { setStage } from '../stage.ts';
import { fetchResult, startedJob, startServer } from './servers.ts';

/** How many reviews each of the eight hosts asks for: 50 in all. */
const shares = [7, 7, 6, 6, 6, 6, 6, 6];
/** Model requests that fail, and are sent again. */
const failing = [5, 17, 29, 41];

test('50 reviews started at once by 8 hosts: 50 ids, 50 results, and a ledger that is the backend’s own', async () => {
  const stage = await setStage({ retries: { wait: '10s' } });
  const { emulator } = stage;
  try {
    emulator.fail({ fault: 'server_error', on: failing });
    const hosts = await Promise.all(
      shares.map(async (share) => ({ share, server: await startServer(stage, 'review') })),
    );
    const started = await Promise.all(
      hosts.flatMap(({ share, server }) => Array.from({ length: share }, () => startedJob(server))),
    );
    await Promise.all(hosts.map(({ server }) => server.close()));
    const ids = started.map(({ id }) => id);
    expect(new Set(ids).size).toBe(50);

    const jobs = await startServer(stage, 'jobs');
    for (const id of ids) {
      expect(await fetchResult(jobs, id)).toMatchObject({
        job: { id, state: 'succeeded', attempts: 1 },
        review: { findings: expect.any(Array) },
        error: null,
      });
    }

    const { structured } = await jobs.call('usage_report', { days: 1, by: 'kind' });
    const { requests, input_tokens, cached_input_tokens, output_tokens, reasoning_tokens } = emulator.ledger;
    expect(requests).toBe(50 + failing.length);
    const spent = {
      requests: 50,
      attempts: requests,
      input_tokens,
      cached_input_tokens,
      output_tokens,
      reasoning_tokens,
    };
    expect(structured).toMatchObject({ total: spent, rows: [{ key: 'review', ...spent }] });
    expect(emulator.violations).toEqual([]);
    await jobs.close();
    await expectNothingLeft(stage);
  } finally {
    await stage.close();
  }
}, 240_000);
