import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import type { Engine } from '../engines/engine.ts';
import { unguarded } from '../guard/guard-names.ts';
import { createWatchdog } from '../limits/watchdog.ts';
import type { SandboxPolicy } from '../policy.ts';
import { startCommand } from '../start-command.ts';
import { probeScript } from './probe-script.ts';

/** How long a probe may take, in milliseconds. */
const probeLimitMs = 10_000;

/**
 * Finds out by doing whether an engine confines commands here: one that writes outside, reads a hidden file, sets the kernel and opens a
 * socket must fail at each, and must be able to write inside. It works in a folder of its own below `place`. null where all is as it must be, else what is not.
 */
export async function probeEngine(
  create: (policy: SandboxPolicy) => Promise<Engine>,
  place: string,
): Promise<string | null> {
  await mkdir(place, { recursive: true, mode: 0o700 });
  const folder = await realpath(await mkdtemp(join(place, 'probe-')));
  const server = createServer((socket) => socket.destroy());
  let engine: Engine | undefined;
  try {
    const policy = await probePolicy(folder);
    const places = {
      inside: join(policy.root, 'inside'),
      outside: join(folder, 'outside'),
      secret: join(folder, 'hidden', 'secret'),
      port: await listening(server),
    };
    engine = await create(policy);
    const said = await sayOf(engine, policy, probeScript(places));
    const words = said.split('\n').filter((line) => line !== '');
    if (!words.includes('done')) return `a command could not be run in it: ${said.trim().slice(0, 300)}`;
    // Not what it says: what it wrote may have been a folder of its own, in memory.
    if (existsSync(places.outside)) return 'a command could write outside';
    if (words.includes('read-secret')) return 'a command could read a hidden folder';
    if (words.includes('wrote-kernel')) return 'a command could write settings of the kernel';
    if (words.includes('opened-socket')) return 'a command could open a connection';
    return words.includes('wrote-inside') ? null : 'a command could not write where it must';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await engine?.close();
    server.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function probePolicy(folder: string): Promise<SandboxPolicy> {
  const root = join(folder, 'root');
  const scratch = join(folder, 'scratch');
  const hidden = join(folder, 'hidden');
  for (const each of [root, scratch, hidden]) await mkdir(each);
  await writeFile(join(hidden, 'secret'), 'secret\n');
  return {
    mode: 'workspace-write',
    root,
    scratch,
    hidden: [hidden],
    readable: [],
    protected: [],
    readOnly: [],
    shown: [],
    domains: [],
    environment: { PATH: process.env['PATH'] ?? '/usr/bin:/bin' },
    limits: { memoryBytes: 2 ** 30, processes: 100, fileBytes: 2 ** 20, cpuSeconds: 10 },
  };
}

function listening(server: Server): Promise<number> {
  const ready = Promise.withResolvers<number>();
  server.once('error', ready.reject);
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    ready.resolve(typeof address === 'object' && address !== null ? address.port : 0);
  });
  return ready.promise;
}

async function sayOf(engine: Engine, policy: SandboxPolicy, script: string): Promise<string> {
  const signal = AbortSignal.timeout(probeLimitMs);
  const parts = { engine, policy, group: createWatchdog(policy.limits), guard: unguarded };
  const running = await startCommand({ command: script, cwd: policy.root, signal }, parts);
  let said = '';
  running.onOutput((bytes) => {
    said += Buffer.from(bytes).toString('utf8');
  });
  await running.ended;
  return said;
}
