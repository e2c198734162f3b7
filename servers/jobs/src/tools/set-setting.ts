import type { PlainTool, Product } from '@codex-pro/capability';
import { defineTool } from '@codex-pro/mcp';
import * as z from 'zod';
import { settingShape } from '../jobs/settings-shape.ts';

const input = z.strictObject({
  key: z
    .string()
    .trim()
    .min(1)
    .max(300)
    .describe('Its name with dots, as show_settings gives it: review.depth, defaults.clocks.idle'),
  value: z
    .union([
      z.string(),
      z.number(),
      z.boolean(),
      z.null(),
      z.array(z.union([z.string(), z.number(), z.boolean()])),
    ])
    .describe('In the words of a profile: high, 20, 45m, 256kb, a list; null takes the setting out'),
});
export type SetSettingInput = z.output<typeof input>;

export const setSettingTool = (product: Product): PlainTool => ({
  tool: defineTool({
    name: 'set_setting',
    title: 'Change a setting',
    description: `Change one setting of codex-pro in the user's own profile (profile.yaml in the state folder), for all projects. It is checked before it is written, comments stay, and the old value is returned, so that it can be set back. Ask the user before changing anything they did not ask for.`,
    input,
    output: settingShape,
    hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
    handle: async (given, context) =>
      (await import('../calls/set-setting.ts')).changeSetting(given, { product, context }),
  }),
  words: ['key', 'value'],
});
