import { expect, test } from 'vitest';
import { type KnownQuota, quotaShare } from './quota-share.ts';

const quota: KnownQuota = {
  usedPercent: 20,
  windowMinutes: 300,
  resetsAt: '2026-11-20T15:00:00.000Z',
  readAt: '2026-11-20T11:00:00.000Z',
  tokensInWindow: 400_000,
};
const now = Date.parse('2026-11-20T11:10:00Z');

test('a share of the quota goes by what was used so far', () => {
  expect(quotaShare(quota, 600_000, now)).toMatch(
    /^The 5 h window was 20 % used at 2026-11-20 11:00 UTC and resets at 2026-11-20 15:00 UTC; .* takes about 30 % of it\.$/,
  );
  expect(quotaShare(quota, 1_000, now)).toContain('less than 1 %');
  expect(quotaShare(quota, 3_000_000, now)).toContain('about 150 % of it: more than is left');
});

test('where too little is known it says so', () => {
  expect(quotaShare({ ...quota, tokensInWindow: 10 }, 1_000, now)).toContain('is not known yet');
  expect(quotaShare({ ...quota, windowMinutes: 10_080 }, 1_000, Date.parse(quota.resetsAt))).toBe(
    'The 7 d window that was last seen has been reset since.',
  );
});
