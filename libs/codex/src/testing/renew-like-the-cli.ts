import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * A process that renews a login as the Codex CLI does: it locks nothing of ours, takes its time between the exchange
 * and the commit, and ends its turn when the token was spent by somebody else. `<codex home> <refresh URL> <times>`.
 */
const [codexHome = '', url = '', times = '0'] = process.argv.slice(2);
const path = join(codexHome, 'auth.json');
for (let turn = 0; turn < Number(times); turn += 1) {
  const file = JSON.parse(await readFile(path, 'utf8'));
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_id: 'app_EMoamEEZ73f0CkXaXp7hrann',
      grant_type: 'refresh_token',
      refresh_token: file.tokens.refresh_token,
    }),
  });
  const reply = await response.json();
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
  if (!response.ok) continue;
  await writeFile(`${path}.tmp`, JSON.stringify({ ...file, tokens: { ...file.tokens, ...Object(reply) } }));
  await rename(`${path}.tmp`, path);
}
