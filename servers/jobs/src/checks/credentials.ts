import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type CredentialReport, inspectCredentials } from '@codex-pro/codex';
import { isCodedError } from '@codex-pro/runtime';
import { codexHome } from '@codex-pro/settings';
import type { Check } from '../jobs/setup-shape.ts';
import { span } from '../jobs/words.ts';
import { backendSettings } from './backend-settings.ts';
import type { CheckContext } from './context.ts';
import { failedBy, ok, warning } from './line.ts';

const check = 'credentials';

/** Which credentials a job would use, and that nobody else can read the login. Never shows a secret. */
export async function checkCredentials({ product }: CheckContext): Promise<readonly Check[]> {
  const { env } = product;
  const home = codexHome(env);
  const settings = await backendSettings(product);
  if (settings === null)
    return [
      warning(check, 'Not looked at, since the settings cannot be read.', 'Repair the settings first.'),
    ];
  const lines: Check[] = [];
  try {
    lines.push(ok(check, describe(await inspectCredentials({ settings, env, codexHome: home }), Date.now())));
  } catch (error) {
    if (!isCodedError(error)) throw error;
    lines.push(failedBy(check, error));
  }
  return [...lines, ...(await readableByOthers(join(home, 'auth.json')))];
}

function describe({ mode, plan, source, expiresAt }: CredentialReport, now: number): string {
  if (mode === 'none') return 'None: the server on loopback is asked without.';
  if (mode === 'api-key') return `An API key, from ${source}.`;
  const rest = expiresAt === null ? null : (expiresAt - now) / 1000;
  const expiry =
    rest === null
      ? ''
      : rest > 0
        ? `; its access token is good for ${span(rest)}`
        : '; its access token is over, and renewed at the next call';
  return `A ChatGPT login${plan === null ? '' : ` (plan ${plan})`}, from ${source}${expiry}.`;
}

async function readableByOthers(path: string): Promise<Check[]> {
  if (process.platform === 'win32') return [];
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || (found.mode & 0o077) === 0) return [];
  const mode = (found.mode & 0o777).toString(8).padStart(4, '0');
  return [warning('login file', `${path} can be read by other users (mode ${mode}).`, `chmod 600 ${path}`)];
}
