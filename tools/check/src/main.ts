import process from 'node:process';
import { runLint, runTypecheck } from './static-checks.ts';
import { closingLine, type Tally } from './tally.ts';
import { runVitest } from './vitest-run.ts';

/**
 * `npm test` (no argument), `npm run test:fire` and `npm run e2e`: runs one tier and ends with the one line
 * `N passed, N failed, N skipped`. The first tier also lints and type-checks; each counts as one check.
 * Exit code 0 only when something passed and nothing failed.
 */
const tiers = ['unit', 'fire', 'e2e'] as const;

const tier = tiers.find((name) => name === (process.argv[2] ?? 'unit'));
if (tier === undefined) {
  console.error(`Unknown tier "${process.argv[2]}". One of: ${tiers.join(', ')}.`);
  process.exit(2);
}

const started = performance.now();
const tallies: Tally[] = [];
if (tier === 'unit') {
  tallies.push(...(await Promise.all([runLint(), runTypecheck()])));
}
tallies.push(await runVitest(tier));

const total = tallies.reduce((sum, one) => ({
  passed: sum.passed + one.passed,
  failed: sum.failed + one.failed,
  skipped: sum.skipped + one.skipped,
}));
console.log(`\n${tier}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
console.log(closingLine(total));
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
