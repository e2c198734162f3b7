import type { ToolAnswer } from '@codex-pro/mcp';
import { counted } from '@codex-pro/terminal';
import type { CallSite } from '../desk.ts';
import type { Check } from '../jobs/setup-shape.ts';
import type { CheckSetupInput } from '../tools/check-setup.ts';
import { checkBackend } from './backend.ts';
import { checkBundles } from './bundles.ts';
import type { CheckContext } from './context.ts';
import { checkCredentials } from './credentials.ts';
import { checkHolds } from './holds.ts';
import { checkNode } from './node.ts';
import { checkCodexCli, checkGit } from './programs.ts';
import { checkSandbox } from './sandbox.ts';
import { checkSettings } from './settings.ts';
import { checkStateFolder } from './state-folder.ts';
import { checkStore } from './store.ts';
import { untilDeadline } from './until-deadline.ts';

/** Each check has so many milliseconds; all of them run at once, so that the whole stays under 3 s. */
const deadlineMs = 2_500;

const checks: readonly (readonly [
  name: string,
  run: (context: CheckContext) => Promise<readonly Check[]>,
])[] = [
  ['node', checkNode],
  ['servers', checkBundles],
  ['settings', checkSettings],
  ['credentials', checkCredentials],
  ['backend', checkBackend],
  ['state folder', checkStateFolder],
  ['jobs', checkStore],
  ['limits', checkHolds],
  ['git', checkGit],
  ['codex cli', checkCodexCli],
  ['sandbox', checkSandbox],
];

/** Looks at everything that codex-pro needs, each on its own: one that fails or hangs leaves the others alone. */
export async function checkSetup(
  { live }: CheckSetupInput,
  { product, context }: CallSite,
): Promise<ToolAnswer> {
  const endsAt = performance.now() + deadlineMs;
  const found = await Promise.all(
    checks.map(([name, run]) =>
      untilDeadline(name, deadlineMs, context.signal, (signal) => run({ product, live, signal, endsAt })),
    ),
  );
  context.signal.throwIfAborted();
  const lines = found.flat();
  const count = (state: Check['state']) => lines.filter((line) => line.state === state).length;
  const [bad, odd] = [count('failed'), count('warning')];
  const state = bad > 0 ? 'failed' : odd > 0 ? 'warning' : 'ok';
  return { structured: { summary: summaryOf(bad, odd, lines.length), state, checks: lines } };
}

function summaryOf(bad: number, odd: number, all: number): string {
  if (bad + odd === 0) return `All ${all} checks are ok.`;
  const parts = [...(bad > 0 ? [`${bad} failed`] : []), ...(odd > 0 ? [counted(odd, 'warning')] : [])];
  return `${parts.join(', ')} of ${all} checks; each says its fix.`;
}
