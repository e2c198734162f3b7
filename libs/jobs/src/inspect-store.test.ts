import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inspectHolds, inspectStore } from './inspect-store.ts';
import { temporaryHome } from './testing/temporary-home.ts';
import { eventually, openToyJobs } from './testing/toy-jobs.ts';

const gate = {
  key: 'a usage',
  account: 'a',
  limit: 'usage',
  model: null,
  closedAt: 0,
  closedUntil: null,
  probeAt: 0,
  cause: 'Used up.',
};

test('a home without a store is missing, and stays without one', () => {
  const home = temporaryHome();
  expect(inspectStore(home, 0)).toEqual({ state: 'missing' });
  expect(inspectHolds(home)).toEqual({ gates: [], breakers: [] });
  expect(readdirSync(home)).toEqual([]);
});

test('jobs are counted, and a dead worker is named without its job being ended', async () => {
  const { home, jobs, submit, end, held } = openToyJobs();
  await end((await submit()).id);
  const running = await submit({ hold: 'mid-stream' });
  process.kill(await held(running.id), 'SIGKILL');
  await eventually(() => {
    const report = inspectStore(home, Date.now() + 1_000);
    return report.state === 'usable' && report.dead.length > 0;
  });
  expect(inspectStore(home, Date.now() + 1_000)).toEqual({
    state: 'usable',
    jobs: 2,
    running: 1,
    queued: 0,
    dead: [running.id],
    stalled: [],
    versions: ['1.0.0'],
    old: 1,
  });
  expect((await jobs.find(running.id)).state).toBe('lost');
});

test('a store that was cut, or is none, is damaged, and is not repaired', async () => {
  const { home, submit, end, jobs } = openToyJobs();
  await end((await submit()).id);
  jobs.close();
  const path = join(home, 'jobs.db');
  rmSync(`${path}-wal`, { force: true });
  truncateSync(path, 20_000);
  const before = readFileSync(path);
  expect(inspectStore(home, 0)).toMatchObject({ state: 'damaged' });
  expect(inspectHolds(home)).toEqual({ gates: [], breakers: [] });
  expect(readFileSync(path)).toEqual(before);
  writeFileSync(path, 'no database at all, but long enough to be looked at '.repeat(40));
  expect(inspectStore(home, 0)).toMatchObject({ state: 'damaged' });
});

test('what holds calls back is seen, and a reset drops all of it, for every process', async () => {
  const { home, jobs } = openToyJobs();
  jobs.gates.update(gate.key, () => gate);
  jobs.breakers.update('review host', (row) => ({ ...row, failures: 5, openUntil: 1, trips: 1 }));
  jobs.breakers.update('batch host', (row) => ({ ...row, failures: 2 }));
  const holds = { gates: [gate], breakers: [expect.objectContaining({ key: 'review host', openUntil: 1 })] };
  expect(await jobs.holds()).toEqual(holds);
  expect(inspectHolds(home)).toEqual(holds);
  expect(await jobs.reset()).toEqual(holds);
  expect(await jobs.holds()).toEqual({ gates: [], breakers: [] });
  expect(jobs.breakers.read('batch host').failures).toBe(0);
});
