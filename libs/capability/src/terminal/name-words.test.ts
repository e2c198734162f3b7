import { expect, test } from 'vitest';
import { nameWords } from './name-words.ts';

test('plain words at the beginning get the flags of their fields, in order', () => {
  expect(nameWords(['rev-7k', '--events', '5'], ['job_id'])).toEqual(['--job-id=rev-7k', '--events', '5']);
  expect(nameWords(['review.depth', 'quick'], ['key', 'value'])).toEqual([
    '--key=review.depth',
    '--value=quick',
  ]);
});

test('words beyond the fields, and those after a flag, stay as they are', () => {
  expect(nameWords(['a', 'b'], ['job_id'])).toEqual(['--job-id=a', 'b']);
  expect(nameWords(['--watch', 'a'], ['job_id'])).toEqual(['--watch', 'a']);
  expect(nameWords(['a'], [])).toEqual(['a']);
});
