import { resolveWorkspace } from '@codex-pro/capability';
import type { CallSite } from '../desk.ts';

/** The workspace that a call is about: the one its argument names, else that of the host. */
export function workspaceOf(argument: string | undefined, { product, context }: CallSite) {
  return resolveWorkspace({
    argument,
    env: product.env,
    hostRoot: () => context.root(),
    cwd: process.cwd(),
  });
}
