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

test('jobs are counted, old ones apart', async () => {
  const { home, submit, end } = openToyJobs();
  await end((await submit()).id);
  const counts = { state: 'usable', jobs: 1, running: 0, queued: 0, dead: [], stalled: [], versions: [] };
  expect(inspectStore(home, Date.now() + 60_000)).toEqual({ ...counts, old: 1 });
  expect(inspectStore(home, 0)).toEqual({ ...counts, old: 0 });
});

test('a dead worker is named, and its job is left to those who read the jobs', async () => {
  const { home, jobs, submit, held } = openToyJobs();
  const { id } = await submit({ hold: 'mid-stream' });
  process.kill(await held(id), 'SIGKILL');
  await eventually(() => {
    const report = inspectStore(home, 0);
    return report.state === 'usable' && report.dead.includes(id);
  });
  expect(inspectStore(home, 0)).toMatchObject({ running: 1, versions: ['1.0.0'] });
  expect((await jobs.find(id)).state).toBe('lost');
});

test('a store that was cut, or is none, is damaged, and is not repaired', () => {
  const { home, jobs } = openToyJobs();
  jobs.gates.update(gate.key, () => gate);
  jobs.close();
  const path = join(home, 'jobs.db');
  rmSync(`${path}-wal`, { force: true });
  truncateSync(path, 20_000);
  const before = readFileSync(path);
  expect(inspectStore(home, 0)).toMatchObject({ state: 'damaged' });
  expect(inspectHolds(home)).toBeNull();
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
