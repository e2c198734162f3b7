import { resolveWorkspace } from '@codex-pro/capability';
import { isCodedError } from '@codex-pro/runtime';
import { resolveSettings } from '@codex-pro/settings';
import type { Check } from '../jobs/setup-shape.ts';
import { capabilities } from './capabilities.ts';
import type { CheckContext } from './context.ts';
import { failedBy, ok, warning } from './line.ts';

/** The settings of every capability can be read; what a profile asked for and does not get is named once. */
export async function checkSettings({ product }: CheckContext): Promise<readonly Check[]> {
  const { env } = product;
  try {
    const { root } = await resolveWorkspace({
      argument: undefined,
      env,
      hostRoot: () => Promise.resolve(undefined),
      cwd: process.cwd(),
    });
    const problems = new Set<string>();
    const refusedBy = new Map<string, Set<string>>();
    for (const capability of capabilities) {
      const { refused, warnings } = await resolveSettings({
        capability,
        arguments: {},
        env,
        workspace: root,
      });
      for (const { key, why } of refused) refusedBy.set(why, (refusedBy.get(why) ?? new Set()).add(key));
      for (const each of warnings) problems.add(each);
    }
    for (const [why, keys] of refusedBy) {
      problems.add(`The project profile may not set ${[...keys].join(', ')}: ${why}`);
    }
    if (problems.size === 0) return [ok('settings', 'All profiles that apply here are valid.')];
    return [
      warning(
        'settings',
        `${[...problems].join('; ')}.`,
        'show_settings shows what is in force, and from where.',
      ),
    ];
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return [failedBy('settings', error)];
  }
}
