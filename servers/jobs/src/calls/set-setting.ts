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
  const [now, before] = [words(changed.value), words(changed.old)];
  const summary =
    now === before
      ? `${changed.key} is ${now}, as it was.`
      : `${changed.key} is now ${now}; it was ${before}. Jobs that were started before keep what they had.`;
  return {
    structured: {
      ...changed,
      summary,
    },
  };
}
