import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repositoryRoot = fileURLToPath(new URL('../../../', import.meta.url));

/** The program under fire: what people install, or the build that `CODEX_PRO_FIRE_DIST` names. */
export const reviewBundle = join(
  process.env['CODEX_PRO_FIRE_DIST'] ?? join(repositoryRoot, 'plugins/codex-pro/dist'),
  'review.mjs',
);
