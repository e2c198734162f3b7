import { expect, test } from 'vitest';
import { sampleReport } from '../testing/sample-report.ts';
import { createBudgetCheck } from './spent-before.ts';

test('what an attempt that died has spent counts', () => {
  const { records, run } = sampleReport(10);
  const nothing = { ...run.usage(), input_tokens: 0, output_tokens: 0, cost_usd: 0 };
  const spent = records.reduce((sum, record) => sum + record.input_tokens + record.output_tokens, 0);
  const check = (tokens: number, now = 0) =>
    createBudgetCheck({ usd: null, tokens }, records, () => ({ ...nothing, input_tokens: now }));
  expect(check(spent + 1)).not.toThrow();
  expect(check(spent)).toThrow(/budget of \d+ tokens is used up/);
  expect(check(spent + 100, 100)).toThrow();
  expect(createBudgetCheck({ usd: 0.001, tokens: null }, records, () => nothing)).toThrow(/\$0\.001/);
  expect(createBudgetCheck({ usd: null, tokens: null }, records, () => nothing)).not.toThrow();
});
