import { expect, test } from 'vitest';
import { repairPrompt } from './repair.ts';

test('the repair prompt as the model reads it', () => {
  expect(repairPrompt('verdict: must be approve or reject')).toMatchInlineSnapshot(`
    "Your answer could not be used.

    What is wrong with it:
    verdict: must be approve or reject

    Send the whole answer again, as one JSON value that keeps to the schema you were given. Keep everything that was right; change only what is wrong. No text before or after the JSON, and no code fence."
  `);
});
