import { findProgram, knownVerdict, sandboxFix } from '@codex-pro/sandbox';
import { stateHome } from '@codex-pro/settings';
import type { Check } from '../jobs/setup-shape.ts';
import type { CheckContext } from './context.ts';
import { ok, warning } from './line.ts';

/** What confines commands on Linux, as packages and as programs. */
const linuxPrograms = [
  ['bubblewrap', 'bwrap'],
  ['socat', 'socat'],
  ['ripgrep', 'rg'],
] as const;

/** Whether a rescue can run commands: what the last probe found out, else whether its programs are there. */
export async function checkSandbox({ product }: CheckContext): Promise<readonly Check[]> {
  const known = await knownVerdict(stateHome(product.env));
  if (known?.engine != null) {
    const name = known.engine === 'srt' ? 'bubblewrap' : "the Codex CLI's own";
    return [
      ok(
        'sandbox',
        `Commands of a rescue are confined by ${name}; found out by trying, since the last boot.`,
      ),
    ];
  }
  if (process.platform !== 'linux')
    return [ok('sandbox', 'The first rescue finds out whether commands can be confined here.')];
  const missing = linuxPrograms.filter(([, name]) => findProgram(name, null, product.env['PATH']) === null);
  if (missing.length === 0)
    return [
      ok('sandbox', 'bubblewrap, socat and ripgrep are there; the first rescue finds out whether they work.'),
    ];
  const names = missing.map(([packageName]) => packageName).join(', ');
  return [warning('sandbox', `Missing for rescue: ${names}. Without them it runs no command.`, sandboxFix())];
}
