import { expect, it } from 'vitest';
import { checkAccounting } from './check-accounting.ts';

it('every hunk of 500 generated repositories is sent or listed, and no part is over its limits', async () => {
  const complaints: string[] = [];
  for (let seed = 0; seed < 500; seed += 1) complaints.push(...(await checkAccounting(seed)));
  expect(complaints).toEqual([]);
}, 600_000);
