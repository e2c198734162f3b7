import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { UpstreamError } from './errors.ts';
import { createLog } from './log.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codex-pro-log-'));
  file = join(folder, 'worker.log');
});
afterEach(() => rm(folder, { recursive: true }));

async function lines(): Promise<Record<string, unknown>[]> {
  const text = await readFile(file, 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const off = { CODEX_PRO_LOG: 'off' };

test('lines come in order, also those written while pino was loading, in a file of mode 0600', async () => {
  const log = createLog({ name: 'review', env: off, file });
  log.info('one', { size: 1 });
  log.warn('two');
  log.debug('not at this level');
  await log.flush();
  log.error('three');
  expect(await lines()).toMatchObject([
    { level: 'info', name: 'review', msg: 'one', size: 1 },
    { level: 'warn', msg: 'two' },
    { level: 'error', msg: 'three' },
  ]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('secrets are in no line: not under a key, in a message, a cause, a nested field, nor by value', async () => {
  const log = createLog({ name: 'review', env: off, file });
  log.hide('canary word of no shape');
  const cause = new Error('sent Authorization: Bearer canary0123456789');
  log.error('with canary word of no shape', {
    error: new UpstreamError('upstream_failed', 'It failed.', { cause }),
    headers: { Authorization: 'canary-1', cookie: 'canary-2', 'x-api-key': 'canary-3', accept: 'text/plain' },
    deep: [{ access_token: 'canary-4', url: 'http://user:canary-5@proxy.test' }],
    body: Buffer.from('canary-6'),
  });
  await log.flush();
  expect(await readFile(file, 'utf8')).not.toContain('canary');
  expect(await lines()).toMatchObject([
    {
      error: { name: 'UpstreamError', code: 'upstream_failed', message: 'It failed.' },
      headers: { accept: 'text/plain' },
    },
  ]);
});

test('counts of tokens are no secrets, and a circle ends', async () => {
  const log = createLog({ name: 'review', env: off, file });
  const circle: Record<string, unknown> = { input_tokens: 12 };
  circle['self'] = circle;
  log.info('usage', circle);
  await log.flush();
  expect(await lines()).toMatchObject([{ input_tokens: 12 }]);
});

test('what policies do is written down', async () => {
  const log = createLog({ name: 'review', env: off, file });
  log.policy({ type: 'breaker', key: 'review x', change: 'opened', until: 1, cause: 'It fell.' });
  await log.flush();
  expect(await lines()).toMatchObject([
    { level: 'warn', msg: 'policy: breaker', event: { change: 'opened' } },
  ]);
});

test.each([
  ['off', []],
  ['warn', ['careful']],
  ['', ['careful']],
  ['info', ['hello', 'careful']],
])('with CODEX_PRO_LOG "%s", stderr has %j and stdout nothing', async (level, expected) => {
  const program = `
    import { createLog } from ${JSON.stringify(new URL('./log.ts', import.meta.url).href)};
    const log = createLog({ name: 'x', env: process.env });
    log.info('hello'); log.warn('careful');
    await log.flush();`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    env: { CODEX_PRO_LOG: level },
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const [code] = await once(child, 'close');
  expect([code, out]).toEqual([0, '']);
  const messages = err
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line).msg);
  expect(messages).toEqual(expected);
});

test('a log file that cannot be opened does not fail the work', async () => {
  const log = createLog({ name: 'review', env: off, file: join(folder, 'missing', 'worker.log') });
  log.error('lost');
  await log.flush();
  log.error('also lost');
  await log.flush();
  await expect(stat(join(folder, 'missing'))).rejects.toMatchObject({ code: 'ENOENT' });
});
