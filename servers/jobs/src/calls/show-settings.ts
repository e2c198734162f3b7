import { defaultMaxCharacters, fitCharacters, type ToolAnswer } from '@codex-pro/mcp';
import { describeSettings, type SettingRow } from '@codex-pro/settings';
import { counted } from '@codex-pro/terminal';
import type { CallSite } from '../desk.ts';
import type { ShowSettingsInput } from '../tools/show-settings.ts';
import { workspaceOf } from './workspace-of.ts';

/** Room for everything but the rows. */
const besides = 8_000;

export async function showSettings(input: ShowSettingsInput, site: CallSite): Promise<ToolAnswer> {
  const { env } = site.product;
  const { root } = await workspaceOf(input.workspace, site);
  const { capability, profile } = input;
  const described = await describeSettings({ capability, arguments: { profile }, env, workspace: root });
  const { refused, warnings } = described;
  const settings = fitCharacters([...described.settings], defaultMaxCharacters - besides, withoutLongest);
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
      settings,
      summary: `${counted(settings.length, 'setting')} of ${capability}, ${own} of them not built in${tail}.`,
    },
  };
}

/** The rows with the longest value cut: a list of globs may be as long as a file. */
function withoutLongest(rows: SettingRow[]): SettingRow[] | undefined {
  const size = ({ value }: SettingRow): number => JSON.stringify(value)?.length ?? 0;
  const longest = Math.max(...rows.map(size));
  if (longest <= 200) return undefined;
  return rows.map((row) =>
    size(row) < longest
      ? row
      : { ...row, value: `${JSON.stringify(row.value).slice(0, 100)}… (${longest} characters)` },
  );
}
