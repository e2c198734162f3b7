import { askBackend, reachBackend } from '@codex-pro/codex';
import { isCodedError } from '@codex-pro/runtime';
import { codexHome } from '@codex-pro/settings';
import type { Check } from '../jobs/setup-shape.ts';
import { backendSettings } from './backend-settings.ts';
import type { CheckContext } from './context.ts';
import { failedBy, ok, warning } from './line.ts';

const check = 'backend';
/** Under the deadline of a check, so that an error that says more than "too slow" comes first. */
const connectMs = 2_200;

/** The host of the backend can be reached; `live`, it also answers to the credentials. */
export async function checkBackend({ product, live, signal }: CheckContext): Promise<readonly Check[]> {
  const { env, version } = product;
  const settings = await backendSettings(product);
  if (settings === null)
    return [
      warning(check, 'Not looked at, since the settings cannot be read.', 'Repair the settings first.'),
    ];
  const clocks = { ...settings.clocks, connect: Math.min(connectMs, settings.clocks.connect) };
  const options = {
    settings: { ...settings, clocks },
    env,
    codexHome: codexHome(env),
    productVersion: version,
    signal,
  };
  try {
    if (!live) {
      const { host, proxy } = await reachBackend(options);
      return [
        ok(
          check,
          `${host} can be reached${proxy === null ? '' : ` through the proxy ${proxy}`}; nothing was sent.`,
        ),
      ];
    }
    const { host, routed, models } = await askBackend(options);
    if (models === null && !routed) {
      // Where there is no such page, nobody looked at the credentials.
      const unknown = 'has no list of models; whether it takes the credentials, the first call shows.';
      return [ok(check, `${host} answers, and ${unknown}`)];
    }
    const list = models === null ? 'has no list of models' : `lists ${models} models`;
    return [
      ok(check, `${host} accepts the credentials${routed ? ', routes the workspace,' : ''} and ${list}.`),
    ];
  } catch (error) {
    if (signal.aborted || !isCodedError(error)) throw error;
    return [failedBy(check, error)];
  }
}
