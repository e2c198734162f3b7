import { isNodeTooOld, oldestNode } from '@codex-pro/capability';
import type { Check } from '../jobs/setup-shape.ts';
import type { CheckContext } from './context.ts';
import { failed, ok } from './line.ts';

export async function checkNode({ product }: CheckContext): Promise<readonly Check[]> {
  const { version, execPath } = process;
  const detail = `Node ${version} (${execPath}), codex-pro ${product.version}.`;
  if (!isNodeTooOld(process.versions.node)) return [ok('node', detail)];
  return [
    failed(
      'node',
      `${detail} It is too old.`,
      `Install Node ${oldestNode} or newer and start the host again.`,
    ),
  ];
}
