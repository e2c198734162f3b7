import { fileURLToPath } from 'node:url';

/** Absolute path of a committed bundle. */
export function bundlePath(server: string): string {
  return fileURLToPath(new URL(`../../../plugins/codex-pro/dist/${server}.mjs`, import.meta.url));
}
