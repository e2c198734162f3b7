import { expect, test } from 'vitest';
import { killAndResume } from './testing/kill-and-resume.ts';

test('a batch whose worker is killed again and again loses nothing and pays for nothing twice', async () => {
  const kills = await killAndResume({ chunks: 80, seed: 7, within: 400, mostKills: 4 });
  expect(kills).toBeGreaterThan(0);
}, 60_000);
