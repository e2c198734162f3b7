import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandEnd, CommandRequest, RunningCommand } from './command.ts';
import type { Engine } from './engines/engine.ts';
import type { NameGuard } from './guard/guard-names.ts';
import type { LimitGroup } from './limits/limit-group.ts';
import { processStart, processTree } from './limits/process-tree.ts';
import { signalProcess } from './limits/signal-process.ts';
import type { SandboxPolicy } from './policy.ts';
import { quoted } from './quoted.ts';

export interface CommandParts {
  readonly engine: Engine;
  readonly group: LimitGroup;
  readonly guard: NameGuard;
  readonly policy: SandboxPolicy;
}

/** Starts a command in the sandbox. Throws what the engine throws where it cannot be confined; then nothing ran. */
export async function startCommand(
  { command, cwd, input = false, signal }: CommandRequest,
  parts: CommandParts,
): Promise<RunningCommand> {
  const { engine, group, guard, policy } = parts;
  signal.throwIfAborted();
  const { argv, release } = await engine.confine(`${ownTemporaryFolder(policy)}${command}`, signal);
  let running: Command | null = null;
  // Before it can do anything: what lies there now is what the guard keeps.
  const leave = guard.begin((what) => running?.break(what));
  try {
    const child = spawn('/bin/sh', ['-c', `${limiter(group, policy)}exec "$@"`, 'limits', ...argv], {
      cwd,
      env: { ...policy.environment, ...notRemote },
      stdio: [input ? 'pipe' : 'ignore', 'pipe', 'ignore'],
      // A group of its own: signals reach it and nothing else.
      detached: true,
      windowsHide: true,
    });
    running = new Command(child, group, { release, leave }, signal);
    return running;
  } catch (error) {
    leave();
    release();
    throw error;
  }
}

interface CommandEnding {
  readonly release: () => void;
  /** Leaves the guard; what was made under protected names while it ran, null for nothing. */
  readonly leave: () => string | null;
}

/**
 * bash takes a socket at its standard input, as Node's pipes are, for a login from afar, and would read the start-up
 * files; unless it seems to be started by another shell.
 */
const notRemote = { SHLVL: '2' };

/** The engine sets its own; the line must begin with ours. */
function ownTemporaryFolder({ scratch }: SandboxPolicy): string {
  return `export TMPDIR=${quoted(scratch)}\n`;
}

/** What the outer shell does before it becomes the sandbox. POSIX counts the size of files in blocks of 512 bytes. */
function limiter(group: LimitGroup, { limits }: SandboxPolicy): string {
  const join = group.join === '' ? '' : `${group.join} || exit 126; `;
  const blocks = Math.ceil(limits.fileBytes / 512);
  return `exec 2>&1; ${join}ulimit -c 0; ulimit -f ${blocks}; ulimit -t ${limits.cpuSeconds}; `;
}

class Command implements RunningCommand {
  readonly ended: Promise<CommandEnd>;
  readonly #child: ChildProcess;
  readonly #early: Uint8Array[] = [];
  #listener: ((bytes: Uint8Array) => void) | null = null;
  /** With when they were started. */
  readonly #killed = new Map<number, string>();
  #broken: string | null = null;

  constructor(
    child: ChildProcess,
    group: LimitGroup,
    { release, leave }: CommandEnding,
    signal: AbortSignal,
  ) {
    this.#child = child;
    child.stdout?.on('data', (bytes: Buffer) => {
      if (this.#listener === null) this.#early.push(bytes);
      else this.#listener(bytes);
    });
    // It may end before it has read all that was typed.
    child.stdin?.on('error', () => undefined);
    const breaks = (what: string) => this.break(what);
    const unwatch = child.pid === undefined ? () => undefined : group.watch(child.pid, breaks);
    const abort = () => this.kill();
    signal.addEventListener('abort', abort, { once: true });
    const ended = Promise.withResolvers<CommandEnd>();
    this.ended = ended.promise;
    const end = async (code: number | null, by: NodeJS.Signals | null) => {
      unwatch();
      signal.removeEventListener('abort', abort);
      await this.#killedAreGone();
      release();
      const made = leave();
      const broken = this.#broken ?? made ?? group.broken() ?? brokenBySignal(code, by);
      // It may have come to its end before it could be ended: that is no success.
      ended.resolve({ code: made !== null && code === 0 ? refusedCode : code, signal: by, broken });
    };
    child.once('error', () => void end(126, null));
    child.once('close', (code, by) => void end(code, by));
  }

  /** The kernel ends a pid namespace in its own time, after the process that we see. */
  async #killedAreGone(): Promise<void> {
    const end = performance.now() + goneLimitMs;
    const isLeft = (pid: number) => this.#killed.get(pid) === processStart(pid);
    while ([...this.#killed.keys()].some(isLeft) && performance.now() < end) await sleep(gonePauseMs);
  }

  /** Ends it because it broke a limit, in words for the model. */
  break(what: string): void {
    this.#broken ??= what;
    this.kill();
  }

  onOutput(listener: (bytes: Uint8Array) => void): void {
    this.#listener = listener;
    for (const bytes of this.#early.splice(0)) listener(bytes);
  }

  write(text: string): boolean {
    const { stdin } = this.#child;
    if (stdin === null || !stdin.writable) return false;
    stdin.write(text);
    return true;
  }

  endInput(): void {
    this.#child.stdin?.end();
  }

  interrupt(): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    // The sandbox itself must stay: everything below it is signalled.
    for (const each of processTree(pid).pids.slice(1)) signalProcess(each, 'SIGINT');
  }

  kill(): void {
    const { pid } = this.#child;
    if (pid === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    // Without a pid namespace some may have left the group: those are still below us in the tree, or were.
    const { pids } = processTree(pid);
    for (const each of pids) {
      const started = processStart(each);
      if (started !== null) this.#killed.set(each, started);
    }
    signalProcess(-pid, 'SIGKILL');
    for (const each of pids) signalProcess(each, 'SIGKILL');
    // A stranger that holds the pipe must not keep us waiting.
    setTimeout(() => this.#child.stdout?.destroy(), pipeGraceMs).unref();
  }
}

/** As a shell says of a command that it may not run. */
const refusedCode = 126;

/** How long a killed process may take to be gone, and how often it is looked for, in milliseconds. */
const goneLimitMs = 2_000;
const gonePauseMs = 2;

/** How long output may still come after a kill, in milliseconds. */
const pipeGraceMs = 1_000;

/** bash gives 128 and the number of the signal for a child that a signal ended. */
function brokenBySignal(code: number | null, signal: NodeJS.Signals | null): string | null {
  if (signal === 'SIGXFSZ' || code === 153) return 'the largest size of a file';
  if (signal === 'SIGXCPU' || code === 152) return 'the time on the processor';
  return null;
}
