import type { PlainTool, Product } from '@codex-pro/capability';
import { defineTool } from '@codex-pro/mcp';
import * as z from 'zod';
import { setupShape } from '../jobs/setup-shape.ts';
import { looking } from './job-reference.ts';

const input = z.strictObject({
  live: z
    .boolean()
    .default(false)
    .describe('Also ask the backend, with the credentials, which models there are: free, no call to a model'),
});
export type CheckSetupInput = z.output<typeof input>;

export const checkSetupTool = (product: Product): PlainTool => ({
  tool: defineTool({
    name: 'check_setup',
    title: 'Check the setup',
    description: `Check the setup of codex-pro: Node, servers, credentials (mode, plan, expiry; never the secrets), backend (network, TLS, proxy), settings, state folder, jobs left behind, quota gates, git, Codex CLI. Each line says ok, warning or failed, and the fix. Changes nothing, never makes a paid call, and ends within 3 seconds, also where much is broken. Call it first when something does not work.`,
    input,
    output: setupShape,
    hints: { ...looking, openWorldHint: true },
    handle: async (given, context) =>
      (await import('../checks/check-setup.ts')).checkSetup(given, { product, context }),
  }),
  async text(structured, view) {
    const { renderChecks } = await import('../jobs/render-checks.ts');
    return renderChecks(setupShape.parse(structured), view);
  },
  exitCode: (structured) => (setupShape.parse(structured).state === 'failed' ? 1 : 0),
});
