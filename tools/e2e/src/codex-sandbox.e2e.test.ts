import { execFile, execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Emulator, startEmulator } from '@codex-pro/emulator';
import { afterAll, beforeAll, expect } from 'vitest';
import { realCodex } from './patches/real-patch.ts';
import { testInHost } from './test-in-host.ts';

const test = await testInHost('codex');

const run = promisify(execFile);
const dist = fileURLToPath(new URL('../../../plugins/codex-pro/dist/', import.meta.url));
/** As root it is refused: there it leaves the settings of the kernel open to commands (measured with 0.169). */
const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

let folder: string;
let emulator: Emulator;
let commands: readonly string[] = [];

beforeAll(async () => {
  // Its bubblewrap does not start below the usual folder of temporary files (measured with 0.169).
  folder = await realpath(await mkdtemp('/var/tmp/codex-pro-codex-sandbox-'));
  await cp(dist, join(folder, 'dist'), { recursive: true });
  await cp(dirname(dirname(await realCodex())), join(folder, 'codex'), { recursive: true });
  // Without bubblewrap of the machine's own: what is left is the one that the CLI brings.
  const programs = join(folder, 'programs');
  await mkdir(programs);
  const git = execFileSync('which', ['git'], { encoding: 'utf8' }).trim();
  for (const [name, path] of [
    ['git', git],
    ['codex', join(folder, 'codex', 'bin', 'codex')],
  ] as const)
    await symlink(path, join(programs, name));
  await cp(process.execPath, join(programs, 'node'));
  for (const name of ['project', 'home/.codex', 'outside'])
    await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, 'home', '.codex', 'auth.json'), 'canary-secret');
  emulator = await startEmulator({
    reply: ({ items }) => {
      const done = items.filter(({ type }) => type === 'function_call_output').length;
      const cmd = commands[done];
      if (cmd !== undefined) return { calls: [{ name: 'exec_command', arguments: { cmd } }] };
      return { json: { outcome: 'done', summary: 'All was tried.', questions: [] } };
    },
  });
  if ('uid' in user) execFileSync('chown', ['-R', `${user.uid}:${user.gid}`, folder]);
  await run('git', ['init', '--quiet', join(folder, 'project')], user);
}, 400_000);
afterAll(async () => {
  await emulator?.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** Lets the model run these, a turn each, in place; what it was told of each. */
async function obey(...lines: readonly string[]): Promise<readonly string[]> {
  commands = lines;
  const given = ['--task', 'Obey.', '--isolation', 'in-place', '--wait-seconds', '100'];
  await run(
    join(folder, 'programs', 'node'),
    [join(folder, 'dist', 'rescue.mjs'), 'run', 'rescue', ...given],
    {
      ...user,
      cwd: join(folder, 'project'),
      timeout: 120_000,
      env: {
        PATH: join(folder, 'programs'),
        HOME: join(folder, 'home'),
        CODEX_PRO_HOME: join(folder, 'state'),
        CODEX_PRO_BASE_URL: emulator.url,
        CODEX_PRO_API_KEY: 'emulator-key',
      },
    },
  );
  const body = emulator.requests.at(-1)?.body as { input: { type: string; output?: unknown }[] };
  return body.input.filter(({ type }) => type === 'function_call_output').map(({ output }) => String(output));
}

test('where only the Codex CLI is installed, its sandbox confines commands', async () => {
  let reached = 0;
  const server = createServer((socket) => {
    reached += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const settings = [
    '.git/hooks/pre-commit',
    '.git/config',
    '.github/workflows/ci.yml',
    '.claude/settings.json',
  ];
  const before = await readFile(join(folder, 'project', '.git', 'config'), 'utf8');
  const outputs = await obey(
    'echo text > made; read -r line < made; echo "$line"; exit 3',
    `echo x > ${folder}/outside/file; echo x > ../outside/file; echo x > ${folder}/state/profile.yaml`,
    `read -r line < ${folder}/home/.codex/auth.json; echo "$line"`,
    ...settings.map((path) => `/bin/mkdir -p "\${0%/*}" ${dirname(path)}; echo evil > ${path} && echo went`),
    `exec 3<>/dev/tcp/127.0.0.1/${port} && echo went`,
    'for f in /proc/sys/kernel/panic; do read -r v < $f; echo "$v" > $f && echo went; done',
  );
  server.close();
  expect(outputs[0]).toMatch(/exited with code 3[\s\S]*text/);
  const verdict = await readFile(join(folder, 'state', 'sandbox.json'), 'utf8');
  expect(JSON.parse(verdict)).toMatchObject({ verdict: { engine: 'codex' } });
  expect(await readdir(join(folder, 'outside'))).toEqual([]);
  expect(outputs.join('\n')).not.toContain('canary');
  expect(outputs.filter((output) => output.includes('went'))).toEqual([]);
  expect(reached).toBe(0);
  expect((await readdir(join(folder, 'project'))).toSorted()).toEqual(['.git', 'made']);
  expect(await readFile(join(folder, 'project', '.git', 'config'), 'utf8')).toBe(before);
}, 180_000);
