import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmulator } from '@codex-pro/emulator';
import { expect } from 'vitest';
import { startCodexCli } from './codex-cli.ts';
import { testInHost } from './test-in-host.ts';

const test = await testInHost('codex');

const enough = 200;
const many = Array.from({ length: 5_000 }, (_, index) => index + 1);
/** Every other request of ours is refused, and so makes us renew the login. */
const oursRefused = many.filter((number) => number % 2 === 1);
/** The CLI first looks whether the file has changed, and renews the login at the second refusal. */
const theirsRefused = many.filter((number) => number % 3 !== 0);

test('two processes of ours and the real CLI share a login and never lose it in 200 renewals', async () => {
  // An exchange takes its time, so that two of them meet.
  const emulator = await startEmulator({ tls: true, latency: { token: 40 } });
  emulator.fail({ fault: 'unauthorized', endpoint: 'usage', on: oursRefused });
  emulator.fail({ fault: 'unauthorized', endpoint: 'responses', on: theirsRefused });
  const cli = await startCodexCli(emulator, 'chatgpt', 'gpt-5.5');
  const ours = [0, 1].map(() => useLogin(cli.home, emulator));
  try {
    let runs = 0;
    while (emulator.login.refreshes < enough || runs < 10) {
      // A run whose refresh token we spent first may fail: the CLI does not look again. The next one must not.
      await cli.exec('Say something.');
      runs += 1;
    }
    const ends = await Promise.all(ours.map((process) => process.stop()));
    expect(ends).toEqual([
      { code: 0, said: '' },
      { code: 0, said: '' },
    ]);
    expect(emulator.login.refreshes).toBeGreaterThanOrEqual(enough);
    const renewers = emulator.requests.filter(({ endpoint }) => endpoint === 'token');
    const who = new Set(renewers.map(({ headers }) => headers['user-agent']?.split('/')[0]));
    expect([...who].sort()).toEqual(['codex-pro', 'codex_exec']);

    emulator.heal();
    // The login on disk is the live one: the CLI goes on with it, and has nothing to complain about.
    const last = await cli.exec('Say something.');
    expect(last, last.output).toMatchObject({ code: 0 });
    const kept = JSON.parse(readFileSync(join(cli.home, 'auth.json'), 'utf8'));
    expect(kept).toMatchObject({ auth_mode: 'chatgpt', tokens: emulator.login.tokens });
    expect(readdirSync(cli.home).filter((name) => name.includes('codex-pro'))).toEqual([]);
  } finally {
    await Promise.all(ours.map((process) => process.stop()));
    await emulator.close();
    await cli.close();
  }
});

/** A process of ours on the login in `codexHome`, until it is stopped. */
function useLogin(codexHome: string, emulator: Awaited<ReturnType<typeof startEmulator>>) {
  const child = spawn(process.execPath, [fileURLToPath(new URL('use-login.ts', import.meta.url))], {
    stdio: ['pipe', 'ignore', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: codexHome,
      CODEX_HOME: codexHome,
      CODEX_PRO_HOME: join(codexHome, 'state'),
      CODEX_PRO_AUTH: 'chatgpt',
      CODEX_PRO_BASE_URL: emulator.codexUrl,
      CODEX_PRO_CHATGPT_URL: emulator.chatgptUrl,
      CODEX_REFRESH_TOKEN_URL_OVERRIDE: emulator.refreshUrl,
      CODEX_CA_CERTIFICATE: emulator.ca ?? '',
    },
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    async stop() {
      child.stdin.end();
      return { code: await ended, said };
    },
  };
}
