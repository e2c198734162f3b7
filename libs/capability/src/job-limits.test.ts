import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadHouse } from './house.ts';
import { builtIn, jobLimits } from './job-limits.ts';

async function limitsWith(profile: string | undefined): Promise<unknown> {
  const home = await mkdtemp(join(tmpdir(), 'codex-pro-limits-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  if (profile !== undefined) await writeFile(join(home, 'profile.yaml'), profile);
  return jobLimits(await loadHouse(), { CODEX_PRO_HOME: home, HOME: home });
}

test('without a profile the limits are those that the schema gives an empty one', async () => {
  expect(await limitsWith(undefined)).toEqual(builtIn);
  expect(await limitsWith('review: {}\n')).toEqual(builtIn);
});

test("the user's limits count, and a profile with a mistake keeps nobody from the jobs", async () => {
  expect(await limitsWith('jobs: {workers: 3, retention: 2d}\n')).toEqual({
    ...builtIn,
    workers: 3,
    retentionMs: 2 * 86_400_000,
  });
  expect(await limitsWith('jobs: {wrokers: 3}\n')).toEqual(builtIn);
});
