import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repositoryRoot = fileURLToPath(new URL('../../../', import.meta.url));

export const serverNames = ['review', 'rescue', 'batch', 'jobs'] as const;
export type ServerName = (typeof serverNames)[number];

/** The programs under fire: what people install, or the build that `CODEX_PRO_FIRE_DIST` names. */
export const distFolder =
  process.env['CODEX_PRO_FIRE_DIST'] ?? join(repositoryRoot, 'plugins/codex-pro/dist');

/** The entry of a server, in this build or in another folder of bundles. */
export function bundleOf(server: ServerName, folder = distFolder): string {
  return join(folder, `${server}.mjs`);
}

export const reviewBundle = bundleOf('review');
