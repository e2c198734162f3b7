import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isCodedError } from '@codex-pro/runtime';
import { takePlace } from '../isolation/place.ts';

// Takes a place in a workspace (argument 1) with its record on a small disk (argument 2), and prints why it could not.
const [, , workspace = '', disk = ''] = process.argv;
const folder = join(disk, 'job');
const place = {
  folder,
  jobId: 'job',
  home: disk,
  workspace,
  isolation: 'in-place',
  readOnly: false,
  dependencies: [],
  ignoredBytes: 100_000_000,
  confined: true,
  shows: false,
  signal: new AbortController().signal,
} as const;
const why = await takePlace(place).then(
  () => ({ code: 'taken', message: '' }),
  (error: unknown) =>
    isCodedError(error)
      ? { code: error.code, message: error.message }
      : { code: 'bug', message: String(error) },
);
process.stdout.write(JSON.stringify({ ...why, files: await readdir(folder) }));
