import { expect, test } from 'vitest';
import { nearestName } from './nearest-name.ts';

const names = ['scope', 'base', 'max_findings', 'max_minutes', 'budget_usd', 'dry_run'];

test.each([
  ['scoep', 'scope'],
  ['SCOPE', 'scope'],
  ['max-findings', 'max_findings'],
  ['maxFindings', 'max_findings'],
  ['max_finding', 'max_findings'],
  ['budget', 'budget_usd'],
  ['dryrun', 'dry_run'],
  ['bse', 'base'],
])('%s means %s', (given, meant) => {
  expect(nearestName(given, names)).toBe(meant);
});

test.each(['colour', 'x', '', 'zzzzzzzzzzzz', 'y'.repeat(100_000)])('%.20s means nothing', (given) => {
  expect(nearestName(given, names)).toBeUndefined();
});
