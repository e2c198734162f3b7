import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readAuthFile } from './auth-file.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codex-pro-auth-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const write = (text: string) => writeFile(join(folder, 'auth.json'), text);
const whole = JSON.stringify({ OPENAI_API_KEY: 'sk-canary' });

test.each(['', whole.slice(0, 12)])(
  'a login that is read while it is written (%j so far) is read whole',
  async (begun) => {
    await write(begun);
    const read = readAuthFile(folder);
    await sleep(60);
    await write(whole);
    expect((await read)?.apiKey).toBe('sk-canary');
  },
);

test.each([
  ['', 'is empty'],
  ['[]', 'holds no whole JSON object'],
])('a login that stays broken (%j) is said to be', async (text, words) => {
  await write(text);
  await expect(readAuthFile(folder)).rejects.toMatchObject({
    code: 'auth_invalid',
    message: expect.stringContaining(words),
  });
});

test('where there is none, there is no login', async () => {
  expect(await readAuthFile(folder)).toBeNull();
});

test.each(['mkfifo', 'mkdir'])(
  'what %s made in its place is refused, and nothing waits for it',
  async (command) => {
    execFileSync(command, [join(folder, 'auth.json')]);
    await expect(readAuthFile(folder)).rejects.toMatchObject({
      code: 'not_configured',
      message: expect.stringContaining('cannot be read'),
    });
  },
);
