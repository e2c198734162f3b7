import { resolveWorkspace } from '@codex-pro/capability';
import type { ToolAnswer } from '@codex-pro/mcp';
import { describeSettings } from '@codex-pro/settings';
import type { CallSite } from '../desk.ts';
import { counted } from '../jobs/words.ts';
import type { ShowSettingsInput } from '../tools/show-settings.ts';

export async function showSettings(
  input: ShowSettingsInput,
  { product, context }: CallSite,
): Promise<ToolAnswer> {
  const { env } = product;
  const { root } = await resolveWorkspace({
    argument: input.workspace,
    env,
    hostRoot: () => context.root(),
    cwd: process.cwd(),
  });
  const { capability, profile } = input;
  const described = await describeSettings({ capability, arguments: { profile }, env, workspace: root });
  const { settings, refused, warnings } = described;
  const own = settings.filter(({ source }) => source !== 'built-in').length;
  const problems = [
    ...(refused.length === 0
      ? []
      : [`the project profile tried ${counted(refused.length, 'setting')} that it may not set`]),
    ...(warnings.length === 0 ? [] : [counted(warnings.length, 'warning')]),
  ];
  const tail = problems.length === 0 ? '' : `; ${problems.join('; ')}`;
  return {
    structured: {
      ...described,
      summary: `${counted(settings.length, 'setting')} of ${capability}, ${own} of them not built in${tail}.`,
    },
  };
}
