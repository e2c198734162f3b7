import type { Tool } from '@codex-pro/mcp';
import { ConfigError } from '@codex-pro/runtime';
import * as z from 'zod';
import { nodeTooOldHint, nodeTooOldMessage } from './product.ts';

/** Tools on a Node that is too old to load the real ones: whatever they are called with, they say what to do. */
export function refusingTools(names: readonly string[]): Record<string, () => Promise<Tool>> {
  return Object.fromEntries(names.map((name) => [name, async () => refusing(name)]));
}

function refusing(name: string): Tool {
  return {
    name,
    title: name,
    description: 'Needs a newer Node.',
    input: z.looseObject({}),
    output: z.looseObject({ summary: z.string() }),
    hints: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    handle: () => {
      const message = `${nodeTooOldMessage(process.versions.node)} (${process.execPath}).`;
      return Promise.reject(new ConfigError('not_configured', message, { hint: nodeTooOldHint }));
    },
  };
}
