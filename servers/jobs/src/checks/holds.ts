import { commandLine } from '@codex-pro/capability';
import { inspectHolds } from '@codex-pro/jobs';
import { stateHome } from '@codex-pro/settings';
import { activeHolds } from '../calls/usage-report.ts';
import { holdLines } from '../jobs/quota-lines.ts';
import type { Check } from '../jobs/setup-shape.ts';
import type { CheckContext } from './context.ts';
import { ok, warning } from './line.ts';

/** No quota gate and no breaker keeps calls from being sent. */
export async function checkHolds({ product }: CheckContext): Promise<readonly Check[]> {
  const now = Date.now();
  const kept = inspectHolds(stateHome(product.env));
  if (kept === null) {
    return [
      warning('limits', 'Not looked at, since the job store cannot be read.', 'Repair the job store first.'),
    ];
  }
  const holds = activeHolds(kept, now);
  if (holds.length === 0) return [ok('limits', 'No quota gate is closed and no breaker is open.')];
  const fix = `Wait, or after a purchase or a repair: ${commandLine(product.bundle, 'reset')}`;
  return [warning('limits', holdLines(holds, now).join('; '), fix)];
}
