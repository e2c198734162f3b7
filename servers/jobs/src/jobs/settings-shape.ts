import * as z from 'zod';

export const settingsShape = z.object({
  summary: z.string(),
  capability: z.string(),
  profile: z.string().nullable().describe('The overlay that was chosen'),
  profiles: z.array(z.string()).describe('The overlays that can be chosen'),
  settings: z.array(z.object({ key: z.string(), value: z.unknown(), source: z.string() })),
  refused: z
    .array(z.object({ key: z.string(), why: z.string() }))
    .describe('What the project profile tried beyond what it may'),
  warnings: z.array(z.string()),
});

export type SettingsShown = z.output<typeof settingsShape>;

export const settingShape = z.object({
  summary: z.string(),
  key: z.string(),
  old: z.unknown().describe('null: it was not set'),
  value: z.unknown().describe('null: it is not set any more'),
  path: z.string().describe('The profile that was changed'),
});
