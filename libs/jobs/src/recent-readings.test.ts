import { closedBreaker } from '@codex-pro/runtime';
import { expect, test } from 'vitest';
import type { GateRow } from './gates.ts';
import { recentBreakers, recentGates } from './recent-readings.ts';
import { openTestStore } from './testing/test-store.ts';

const faulty = { ...closedBreaker, failures: 3 };
const gate: GateRow = {
  key: 'https://x key 1 usage',
  account: 'https://x key 1',
  limit: 'usage',
  model: null,
  closedAt: 1,
  closedUntil: null,
  probeAt: 2,
  cause: 'used up',
};

test('what another process writes is seen after 50 ms at the latest', () => {
  const here = openTestStore();
  const there = openTestStore({ home: here.home });
  let time = 0;
  const breakers = recentBreakers(here.store.breakers, () => time);
  const gates = recentGates(here.store.gates, () => time);
  expect([breakers.read('batch x').failures, gates.list(gate.account).length]).toEqual([0, 0]);
  there.store.breakers.update('batch x', () => faulty);
  there.store.gates.update(gate.key, () => gate);
  time = 49;
  expect([breakers.read('batch x').failures, gates.list(gate.account).length]).toEqual([0, 0]);
  time = 50;
  expect([breakers.read('batch x').failures, gates.list(gate.account).length]).toEqual([3, 1]);
});

test('what this process writes is seen at once, and is made of what the store holds', () => {
  const here = openTestStore();
  const there = openTestStore({ home: here.home });
  const breakers = recentBreakers(here.store.breakers, () => 0);
  const gates = recentGates(here.store.gates, () => 0);
  breakers.read('batch x');
  gates.list(gate.account);
  there.store.breakers.update('batch x', () => faulty);
  breakers.update('batch x', (row) => ({ ...row, failures: row.failures + 1 }));
  gates.update(gate.key, () => gate);
  expect([breakers.read('batch x').failures, gates.list(gate.account).length]).toEqual([4, 1]);
});
