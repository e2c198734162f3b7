import { expect, test } from 'vitest';
import { orDiskFull } from './disk-full.ts';

test('a full disk is told with what to do, before and after the work; all else is thrown on', () => {
  const full = Object.assign(new Error('write'), { code: 'ENOSPC' });
  expect(() => orDiskFull('/jobs/1', 'before')(full)).toThrow(
    /^The disk of \/jobs\/1 is full: .+Nothing was run/,
  );
  const ofGit = new Error('fatal: unable to write loose object: No space left on device');
  expect(() => orDiskFull('/jobs/1', 'after')(ofGit)).toThrow(
    /is full: what the job changed .+nothing of it is lost/,
  );
  const other = new Error('other');
  expect(() => orDiskFull('/jobs/1', 'after')(other)).toThrow(other);
});
