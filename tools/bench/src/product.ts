import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const committed = fileURLToPath(new URL('../../../plugins/codex-pro/dist', import.meta.url));

/** Absolute path of a bundle: what people install, or of the build that `CODEX_PRO_BENCH_DIST` names. */
export function bundlePath(server: string): string {
  return join(process.env['CODEX_PRO_BENCH_DIST'] ?? committed, `${server}.mjs`);
}
