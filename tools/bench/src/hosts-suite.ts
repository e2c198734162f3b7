import { readFileSync, readlinkSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bareClaudeCode, type ClaudeCode, startClaudeCode, startMessagesApi } from '@codex-pro/e2e';
import { interleaved } from './figures.ts';
import { stdioLoop } from './peers/stdio-loop.ts';
import { processesWith, residentMegabytes } from './process-table.ts';
import { printHeading, printRatio, printReadings } from './report.ts';
import type { Suite } from './suites.ts';

/** One session of the real Claude Code, from its first line of log. Milliseconds, megabytes. */
interface SessionStart {
  readonly connectedMs: number;
  /** Of these, from the first server that was started. */
  readonly connectingMs: number;
  /** All servers together, at rest. */
  readonly restingMb: number;
}

const servers = 4;
const limitMs = 30_000;

/**
 * The plugin's four servers in a session of the real Claude Code, beside four hand-written stdio loops in another. The host
 * starts three servers at a time.
 */
export const hostsSuite: Suite = async ({ folder, rounds }) => {
  const model = await startMessagesApi(() => ({ type: 'text', text: 'Hello.' }));
  const [ours, bare] = [await startClaudeCode(model.url), await bareClaudeCode(model.url)];
  try {
    const loop = join(folder, 'stdio-loop.mjs');
    await writeFile(loop, stdioLoop);
    const loops = Array.from({ length: servers }, (_, index) => [
      `loop-${index}`,
      { command: process.execPath, args: [loop] },
    ]);
    const config = join(folder, 'loops.json');
    await writeFile(config, JSON.stringify({ mcpServers: Object.fromEntries(loops) }));
    // The first start of a home makes its files.
    for (const claude of [ours, bare]) await claude.run(['-p', 'Hello'], folder);
    const { first, second } = await interleaved(
      rounds,
      () => startSession(ours, folder, []),
      () => startSession(bare, folder, ['--mcp-config', config]),
    );
    printHeading('Claude Code: from the start of a session until all four servers are connected');
    report('plugin', first);
    report('stdio loops', second);
    const connected = (starts: readonly SessionStart[]) => starts.map((one) => one.connectedMs);
    const resting = (starts: readonly SessionStart[]) => starts.map((one) => one.restingMb);
    printRatio('plugin / loops: connected', connected(first), connected(second), 'under 1,500 ms');
    printRatio('plugin / loops: RSS', resting(first), resting(second), 'under 280 MB');
  } finally {
    await Promise.all([ours.close(), bare.close(), model.close()]);
  }
};

function report(name: string, starts: readonly SessionStart[]): void {
  printReadings(
    `${name}: connected, from the start`,
    'ms',
    starts.map((one) => one.connectedMs),
  );
  printReadings(
    `${name}: from the first server's start`,
    'ms',
    starts.map((one) => one.connectingMs),
  );
  printReadings(
    `${name}: RSS of all four`,
    'MB',
    starts.map((one) => one.restingMb),
  );
}

let sessions = 0;

async function startSession(
  claude: ClaudeCode,
  folder: string,
  args: readonly string[],
): Promise<SessionStart> {
  sessions += 1;
  const path = join(folder, `session-${sessions}.log`);
  const mark = join(folder, `home-${sessions}`);
  const session = await claude.open(['--debug-file', path, ...args], folder, { CODEX_PRO_HOME: mark });
  try {
    const times = await connectionTimes(path);
    await sleep(1_000);
    const restingMb = serverProcesses(mark).reduce((sum, pid) => sum + residentMegabytes(pid), 0);
    return { ...times, restingMb };
  } finally {
    await session.hangUp();
  }
}

/** By the host's own log. Throws where not all are connected within 30 s. */
async function connectionTimes(path: string): Promise<Omit<SessionStart, 'restingMb'>> {
  for (const deadline = Date.now() + limitMs; ; await sleep(50)) {
    const lines = (await readFile(path, 'utf8')).split('\n');
    const times = (what: string) =>
      lines
        .filter((line) => line.includes('MCP server "') && line.includes(what))
        .map((line) => Date.parse(line.split(' ')[0] ?? ''));
    const connected = times('": Successfully connected');
    if (connected.length === servers) {
      const last = Math.max(...connected);
      const began = Date.parse(lines[0]?.split(' ')[0] ?? '');
      return {
        connectedMs: last - began,
        connectingMs: last - Math.min(...times('": Starting connection')),
      };
    }
    if (Date.now() > deadline) throw new Error(`${connected.length} of ${servers} servers are connected.`);
  }
}

/** Node programs of this session; the host itself is none. Throws where there are not four. */
function serverProcesses(mark: string): number[] {
  const found = processesWith(mark).filter((pid) => {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return words[1]?.endsWith('.mjs') === true && readlinkSync(`/proc/${pid}/exe`).endsWith('node');
  });
  if (found.length !== servers) throw new Error(`${found.length} of ${servers} servers run.`);
  return found;
}
