import { once } from 'node:events';
import { readUsage } from '@codex-pro/codex';
import { toErrorReport } from '@codex-pro/runtime';
import { resolveSettings } from '@codex-pro/settings';

/**
 * A process of ours that uses the login in CODEX_HOME over and over until its stdin closes, renewing it where it is
 * refused. Ends with 1, and the reason, as soon as it holds the login for lost.
 */
const { env } = process;
const { settings } = await resolveSettings({
  capability: 'review',
  arguments: {},
  env,
  workspace: process.cwd(),
});
const closed = once(process.stdin.resume(), 'end').then(() => true);
const signal = new AbortController().signal;
const goOn = () => Promise.race([closed, new Promise<false>((done) => setTimeout(() => done(false), 50))]);
while (!(await goOn())) {
  try {
    await readUsage({ settings, env, codexHome: env['CODEX_HOME'] ?? '', productVersion: '0.1.0', signal });
  } catch (error) {
    const { code, message } = toErrorReport(error);
    // Refused again right after its renewal: that is no lost login.
    if (code === 'auth_invalid' && message.includes('answered with 401')) continue;
    console.error(`${code}: ${message}`);
    process.exit(1);
  }
}
