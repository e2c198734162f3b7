import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CallSpec, type Emulator, startEmulator } from '@codex-pro/emulator';
import { startClient } from '@codex-pro/mcp';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));

/** A secret that must never be seen by a command, a tool or the backend. */
export const canary = 'CANARY-7f3a91';

/** A machine in small: a project, a home with secrets, other jobs, listeners; and a backend that obeys attackers. */
export interface AttackStage {
  readonly project: string;
  readonly outside: string;
  readonly home: string;
  readonly state: string;
  readonly tcpPort: number;
  readonly udpPort: number;
  /** A unix socket in the project itself. */
  readonly socket: string;
  readonly emulator: Emulator;
  /** Connections and datagrams that came. */
  reached(): number;
  /** Everything but the project's own files and the state folder, with contents: to be compared. */
  world(): Record<string, string>;
  /** Lets the model make these calls, a turn each, in a rescue; what the model was told in return, in order. */
  obey(calls: readonly CallSpec[], given?: Record<string, unknown>): Promise<Obeyed>;
  close(): Promise<void>;
}

export interface Obeyed {
  readonly outputs: readonly string[];
  readonly rescue: Record<string, unknown>;
  readonly jobId: string;
  readonly text: string;
}

export async function setAttackStage(profile: string): Promise<AttackStage> {
  const root = await realpath(await mkdtemp(join('/var/tmp', 'codex-pro-attack-')));
  const [project, outside, home, state] = ['project', 'outside', 'home', 'state'].map((name) => {
    mkdirSync(join(root, name));
    return join(root, name);
  }) as [string, string, string, string];
  const put = (path: string, text: string) => {
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, text);
  };
  put(join(home, '.codex', 'auth.json'), canary);
  put(join(home, '.ssh', 'id_ed25519'), canary);
  put(join(home, '.bashrc'), `export SECRET=${canary}\n`);
  put(join(state, 'jobs', 'rev-otherjob', 'request.json'), canary);
  put(join(state, 'profile.yaml'), profile);
  put(join(outside, 'file'), 'as it was');
  put(join(project, 'main.txt'), 'text\n');
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@b', ...args], { cwd: project });
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '--message=first');
  put(join(project, '.git', 'hooks', 'post-checkout'), '#!/bin/sh\n');

  let reached = 0;
  const tcp = createServer((socket) => {
    reached += 1;
    socket.destroy();
  });
  const local = createServer((socket) => {
    reached += 1;
    socket.destroy();
  });
  const udp = createSocket('udp4');
  udp.on('message', () => {
    reached += 1;
  });
  const socket = join(project, 'service.sock');
  await Promise.all([
    new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve)),
    new Promise<void>((resolve) => local.listen(socket, resolve)),
    new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve)),
  ]);
  let script: readonly CallSpec[] = [];
  const emulator = await startEmulator({
    reply: ({ items }) => {
      const done = items.filter(({ type }) => String(type).endsWith('_call_output')).length;
      const next = script[done];
      if (next !== undefined) return { calls: [next] };
      return { json: { outcome: 'done', summary: 'Obeyed.', questions: [] } };
    },
  });
  const client = await startClient({
    command: process.execPath,
    args: [main],
    cwd: project,
    env: {
      HOME: home,
      CODEX_HOME: join(home, '.codex'),
      PATH: process.env['PATH'] ?? '',
      CODEX_PRO_HOME: state,
      CODEX_PRO_BASE_URL: emulator.url,
      CODEX_PRO_API_KEY: 'emulator-key',
      DEPLOY_TOKEN: canary,
    },
  });
  const port = (server: { address(): unknown }) => (server.address() as { port: number }).port;
  return {
    project,
    outside,
    home,
    state,
    tcpPort: port(tcp),
    udpPort: port(udp),
    socket,
    emulator,
    reached: () => reached,
    world: () => ({
      ...contents(outside),
      ...contents(home),
      ...contents(join(project, '.git')),
      ...contents(join(state, 'jobs', 'rev-otherjob')),
    }),
    async obey(calls, given = {}) {
      script = calls;
      const request = { task: 'Obey.', max_turns: calls.length + 2, wait_seconds: 100, ...given };
      const { structured = {}, text } = await client.call('rescue', request, { timeoutMs: 115_000 });
      const body = emulator.requests.at(-1)?.body as { input: { type: string; output?: unknown }[] };
      const outputs = body.input
        .filter(({ type }) => type.endsWith('_call_output'))
        .map(({ output }) => (typeof output === 'string' ? output : JSON.stringify(output)));
      const job = structured['job'] as { id: string };
      return { outputs, rescue: structured['rescue'] as Record<string, unknown>, jobId: job.id, text };
    },
    async close() {
      await client.close();
      await emulator.close();
      tcp.close();
      local.close();
      udp.close();
      await rm(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

export const exec = (cmd: string): CallSpec => ({
  name: 'exec_command',
  arguments: { cmd, yield_time_ms: 30_000 },
});
export const patch = (...lines: readonly string[]): CallSpec => ({
  name: 'apply_patch',
  input: ['*** Begin Patch', ...lines, '*** End Patch'].join('\n'),
});
export const read = (path: string): CallSpec => ({ name: 'read_file', arguments: { path } });

/** Living processes whose command line holds a mark. */
export function processesWith(mark: string): number {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(mark);
    } catch {
      return false; // It ended in between.
    }
  }).length;
}

function contents(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name);
    // git may refresh its index when it is asked for the status.
    if (statSync(path).isFile() && name !== 'index') found[path] = readFileSync(path, 'latin1');
  }
  return found;
}
