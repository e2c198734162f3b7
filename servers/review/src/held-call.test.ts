import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { setReviewStage } from './testing/review-stage.ts';

test('at a closed quota gate a review is refused before git is read or anything is started', async () => {
  await using stage = await setReviewStage();
  const log = join(stage.root, 'git.log');
  const bin = join(stage.root, 'bin');
  mkdirSync(bin);
  const path = process.env['PATH'] ?? '';
  writeFileSync(join(bin, 'git'), `#!/bin/sh\necho "$@" >> '${log}'\nPATH='${path}' exec git "$@"\n`);
  chmodSync(join(bin, 'git'), 0o755);
  const client = await stage.start({ PATH: `${bin}:${path}` });
  const resetsAt = Math.ceil(Date.now() / 1000) + 3600;
  stage.emulator.fail({ fault: 'usage_limit', on: 1, resets_at: resetsAt });
  const closing = await client.call('review', { depth: 'quick' });
  expect(closing).toMatchObject({ isError: true, structured: { error: { code: 'usage_limit' } } });

  const seen = () => ({ git: readFileSync(log, 'utf8'), folders: readdirSync(join(stage.home, 'jobs')) });
  const before = seen();
  const refused = await client.call('review', { depth: 'quick' });
  expect(refused).toMatchObject({
    isError: true,
    structured: {
      job: null,
      error: { code: 'usage_limit', retry_at: new Date(resetsAt * 1000).toISOString() },
    },
  });
  expect(seen()).toEqual(before);
  // A dry run asks nothing of the model.
  expect((await client.call('review', { depth: 'quick', dry_run: true })).isError).toBe(false);
});
