import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startFixture } from '../testing/client-fixture.ts';

test('two of our processes and one that renews like the CLI never lose the login', async () => {
  await using fixture = await startFixture({ accessTokenLifetime: -1 });
  await fixture.signIn();
  const run = (script: string, times: number) =>
    new Promise<number | null>((resolve) => {
      const file = new URL(`../testing/${script}.ts`, import.meta.url).pathname;
      const args = [file, fixture.codexHome, fixture.emulator.refreshUrl, String(times)];
      spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] }).on('exit', resolve);
    });
  const ended = await Promise.all([
    run('renew-in-process', 100),
    run('renew-in-process', 100),
    run('renew-like-the-cli', 60),
  ]);
  expect(ended).toEqual([0, 0, 0]);
  expect(fixture.emulator.login.refreshes).toBeGreaterThan(100);
  const file: unknown = JSON.parse(await readFile(join(fixture.codexHome, 'auth.json'), 'utf8'));
  expect(file).toMatchObject({ tokens: fixture.emulator.login.tokens });
  expect(await readdir(fixture.codexHome)).toEqual(['auth.json']);
});
