import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

let folder: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codex-pro-emulator-main-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

function run(...options: string[]) {
  const main = fileURLToPath(new URL('./main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  const seen = { output: '', errors: '' };
  child.stdout.on('data', (chunk) => {
    seen.output += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    seen.errors += String(chunk);
  });
  return { child, seen };
}

test('the command says how to reach it, answers by its scenario, and sums up when it is stopped', async () => {
  const scenario = join(folder, 'scenario.json');
  const authFile = join(folder, 'auth.json');
  const caFile = join(folder, 'ca.pem');
  await writeFile(scenario, JSON.stringify({ replies: [{ text: 'from the file' }] }));
  const { child, seen } = run(
    '--ca-file',
    caFile,
    '--scenario',
    scenario,
    '--api-key',
    'k',
    '--auth-json',
    authFile,
  );
  await expect.poll(() => seen.output, { timeout: 10_000 }).toContain('OVERRIDE=');
  expect(seen.output).toMatch(/^CODEX_PRO_BASE_URL=https:\/\/127\.0\.0\.1:\d+\/v1$/m);
  expect(seen.output).toMatch(/^CODEX_PRO_API_KEY=k$/m);
  expect(await readFile(caFile, 'utf8')).toMatch(/^-----BEGIN CERTIFICATE-----/);
  expect(JSON.parse(await readFile(authFile, 'utf8'))).toMatchObject({ auth_mode: 'chatgpt' });
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
  expect(seen.output).toContain('"violations": []');
  expect(existsSync(caFile)).toBe(false);
});

test('a fault that does not exist is said at once, with the ones that do', async () => {
  const { child, seen } = run('--fault', 'gremlins');
  const [code] = await once(child, 'exit');
  expect(code).toBe(1);
  expect(seen.errors).toContain("There is no fault 'gremlins'. Known: headers_never, ");
});

test('help answers without starting anything', async () => {
  const { child, seen } = run('--help');
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
  expect(seen.output).toContain('--scenario FILE');
});
