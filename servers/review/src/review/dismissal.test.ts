import { expect, test } from 'vitest';
import { type Dismissal, withoutDismissed } from './dismissal.ts';
import type { Claim } from './finding.ts';
import { fingerprint } from './fingerprint.ts';
import { mergeClaims } from './merge-claims.ts';
import { addedFile } from './snapshot-fixture.ts';

const claim: Claim = {
  title: 'An overdraft is silently ignored',
  body: 'A withdrawal above the balance returns the balance, and the caller believes that it was paid out.',
  category: 'correctness',
  priority: 1,
  confidence: 0.9,
  file: 'ledger.js',
  line_start: 2,
  line_end: 2,
  quote: 'if (amount > account.balance) return account.balance;',
  replacement: null,
};
const dismissal: Dismissal = {
  fingerprint: fingerprint(claim),
  reason: 'The caller checks first.',
  at: '2026-11-20T10:00:00.000Z',
  job_id: 'rev-aaaa1111',
  finding: claim,
};
const file = addedFile('ledger.js', []);
const sortOut = (...claims: Claim[]) =>
  withoutDismissed(
    mergeClaims(
      claims.map((finding, index) => ({
        anchored: { finding, file, removed: null },
        source: `s${index}`,
        voter: `v${index}`,
      })),
    ),
    [dismissal],
  );

test('a dismissed finding does not come back: moved, or in other words with more of the code', () => {
  for (const again of [
    claim,
    { ...claim, line_start: 90, line_end: 90 },
    {
      ...claim,
      title: 'Overdrafts are ignored in silence',
      body: 'When the amount is above the balance the withdrawal is ignored, and the caller believes it was paid.',
      category: 'reliability',
      line_start: 40,
      line_end: 41,
      quote: `function withdraw(account, amount) {\n  ${claim.quote}`,
    },
  ]) {
    const { standing, notDone } = sortOut(again);
    expect(standing).toEqual([]);
    expect(notDone).toEqual([
      {
        what: `ledger.js:${again.line_start}: ${again.title}`,
        why: 'dismissed: on 2026-11-20 in rev-aaaa1111, because: The caller checks first.',
      },
    ]);
  }
});

test('another fault in the same code, and the same words about other code, are reported', () => {
  const others = [
    {
      ...claim,
      title: 'Anybody may withdraw',
      body: 'No session or token is looked at, so a stranger empties it.',
      category: 'security',
    },
    { ...claim, quote: 'if (amount > limit.daily) return limit.daily;' },
    { ...claim, file: 'other.js' },
  ];
  for (const other of others) expect(sortOut(other).standing).toHaveLength(1);
});

test('another fault in the same code keeps a fingerprint of its own', () => {
  const other = {
    ...claim,
    title: 'Decimal precision',
    body: 'Cents are rounded.',
  };
  const { standing, prints } = sortOut(claim, other);
  expect(standing).toHaveLength(1);
  const [left] = standing.map(({ anchored }) => anchored.finding);
  expect(left?.title).toBe(other.title);
  expect(left && prints.get(left)).not.toBe(dismissal.fingerprint);
});
