import type { ToolAnswer } from '@codex-pro/mcp';
import { setSetting, stateHome } from '@codex-pro/settings';
import type { CallSite } from '../desk.ts';
import type { SetSettingInput } from '../tools/set-setting.ts';

export async function changeSetting(
  { key, value }: SetSettingInput,
  { product }: CallSite,
): Promise<ToolAnswer> {
  const changed = await setSetting({ key, value, home: stateHome(product.env) });
  const words = (each: unknown) => (each === null ? 'not set' : JSON.stringify(each));
  return {
    structured: {
      ...changed,
      summary: `${changed.key} is now ${words(changed.value)}; it was ${words(changed.old)}. Jobs that were started before keep what they had.`,
    },
  };
}
