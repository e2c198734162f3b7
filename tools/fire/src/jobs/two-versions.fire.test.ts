import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { bundleOf, distFolder, type ServerName } from '../bundle.ts';
import { expectNothingLeft } from '../leftovers.ts';
import { setStage } from '../stage.ts';
import { fetchResult, startedJob, startServer } from './servers.ts';

/** The same programs under another version number, in a folder of their own, as an update installs them. */
function installAs(version: string, folder: string): string {
  cpSync(distFolder, folder, { recursive: true });
  for (const server of ['review', 'jobs'] satisfies ServerName[]) {
    const bundle = bundleOf(server, folder);
    const text = readFileSync(bundle, 'utf8');
    const renamed = text.replace(/("@codex-pro\/[\w-]+",version:)"[^"]+"/, `$1"${version}"`);
    expect(renamed).not.toBe(text);
    writeFileSync(bundle, renamed);
  }
  return folder;
}

test('an update while jobs run and wait: both versions share the store, and the new one runs what the old one queued', async () => {
  const stage = await setStage({ workers: 1, emulator: { latency: { headers: 2_000 } } });
  try {
    const older = installAs('0.0.9', join(stage.folder, 'older'));
    const newer = installAs('0.2.0', join(stage.folder, 'newer'));
    const before = await startServer(stage, 'review', { folder: older });
    const first = await startedJob(before);
    await vi.waitFor(() => expect(stage.emulator.openRequests).toBe(1), { timeout: 30_000 });
    const second = await startedJob(before);
    expect(second.state).toBe('queued');
    await before.close();
    rmSync(older, { recursive: true });

    const [jobs, review] = await Promise.all([
      startServer(stage, 'jobs', { folder: newer }),
      startServer(stage, 'review', { folder: newer }),
    ]);
    const { structured } = await jobs.call('get_job', { job_id: second.id });
    // On a busy machine it may run by now, by the new programs.
    expect(structured).toMatchObject({ job: { version: '0.0.9' } });
    const third = await startedJob(review);
    for (const { id } of [first, second, third]) {
      expect(await fetchResult(jobs, id)).toMatchObject({
        job: { id, state: 'succeeded', attempts: 1 },
        review: { findings: expect.any(Array) },
      });
    }
    expect(stage.emulator.modelRequests).toHaveLength(3);
    await Promise.all([jobs.close(), review.close()]);
    await expectNothingLeft(stage);
  } finally {
    await stage.close();
  }
});
