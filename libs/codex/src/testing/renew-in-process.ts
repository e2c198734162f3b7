import { createHttpClient } from '@codex-pro/runtime';
import { readAuthFile } from '../credentials/auth-file.ts';
import { refreshLogin } from '../credentials/refresh-login.ts';

/** A process of its own that renews a login over and over: `<codex home> <refresh URL> <times>`. */
const [codexHome = '', url = '', times = '0'] = process.argv.slice(2);
const env = { CODEX_REFRESH_TOKEN_URL_OVERRIDE: url };
const http = createHttpClient({ env });
const identity = { originator: 'test', userAgent: 'test', version: null };
for (let turn = 0; turn < Number(times); turn += 1) {
  const file = await readAuthFile(codexHome);
  const deadToken = file?.tokens?.accessToken ?? '';
  await refreshLogin(
    {
      codexHome,
      deadToken,
      reason: 'proactive_expiry',
      http,
      env,
      identity,
      trustedOrigins: [],
      connectMs: 5000,
    },
    new AbortController().signal,
  );
}
await http.close();
