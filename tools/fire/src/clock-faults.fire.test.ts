import { describe, expect, test } from 'vitest';
import { faces, review } from './faces.ts';
import { expectNothingLeft } from './leftovers.ts';
import { type Clocks, setStage } from './stage.ts';

const all = ['connect', 'first_event', 'idle', 'call', 'job'] as const;

/** One millisecond is legal. Which clock expires first, or whether an instant backend is faster, is chance. */
const settings: readonly (readonly [string, Clocks])[] = [
  ['all clocks', Object.fromEntries(all.map((name) => [name, '1ms']))],
  ...all.map((name) => [`the clock ${name}`, { [name]: '1ms' }] as const),
];

describe.concurrent('a clock of one millisecond', () => {
  for (const [name, clocks] of settings) {
    for (const face of faces) {
      test(`${name}: ${face}`, async () => {
        const stage = await setStage({ clocks, emulator: { latency: { headers: 20, event: 20 } } });
        try {
          const outcome = await review(stage, face);
          expect(['timed_out', 'upstream_failed', undefined]).toContain(outcome.error?.code);
          if (outcome.error !== null) {
            expect(outcome.error.message).toMatch(/clock|time limit/);
            expect(outcome.error.hint).toMatch(/clocks\.\w+/);
          }
          expect(stage.emulator.modelRequests.length).toBeLessThanOrEqual(3);
          await expectNothingLeft(stage);
        } finally {
          await stage.close();
        }
      });
    }
  }
});
