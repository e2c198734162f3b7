import { expect, test } from 'vitest';
import { killAndResume } from './testing/kill-and-resume.ts';

test('a hundred kills at random moments of batches of 300 chunks', async () => {
  let kills = 0;
  for (let seed = 1; kills < 100; seed += 1) {
    const more = await killAndResume({ chunks: 300, seed, within: 700, mostKills: 100 - kills });
    expect(more, `seed ${seed}`).toBeGreaterThan(0);
    kills += more;
  }
}, 600_000);
