import type { PlainTool, Product } from '@codex-pro/capability';
import { defineTool } from '@codex-pro/mcp';
import * as z from 'zod';
import { settingsShape } from '../jobs/settings-shape.ts';
import { looking, workspaceField } from './job-reference.ts';

const input = z.strictObject({
  capability: z
    .enum(['review', 'rescue', 'batch', 'jobs'])
    .default('review')
    .describe('Whose settings: each has its own section over the defaults'),
  profile: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .optional()
    .describe("With this named overlay of the user's profile"),
  workspace: workspaceField,
});
export type ShowSettingsInput = z.output<typeof input>;

export const showSettingsTool = (product: Product): PlainTool => ({
  tool: defineTool({
    name: 'show_settings',
    title: 'Show settings',
    description: `Show the settings of codex-pro in force for a capability in this project, each value with its source (environment, project profile, user profile with line, Codex CLI's config.toml, built-in), and what the project profile tried beyond what it may. The keys are those that set_setting takes. Shows no secrets.`,
    input,
    output: settingsShape,
    hints: looking,
    handle: async (given, context) =>
      (await import('../calls/show-settings.ts')).showSettings(given, { product, context }),
  }),
  words: ['capability'],
  async text(structured, view) {
    const { renderSettings } = await import('../jobs/render-settings.ts');
    return renderSettings(settingsShape.parse(structured), view);
  },
});
