import { randomInt } from 'node:crypto';
import { constants } from 'node:os';
import { untilAborted } from '@codex-pro/runtime';
import type { CommandEnd, CommandRunner, RunningCommand } from './command-runner.ts';
import { createOutputBuffer, type OutputBuffer } from './output-buffer.ts';

export interface CommandSessionsOptions {
  readonly runner: CommandRunner;
  /** Ends every command. */
  readonly signal: AbortSignal;
  /** How long a command may run in all; default 30 minutes. */
  readonly commandMs?: number;
}

/** A command that was started, and what is known of it. */
export interface CommandSession {
  readonly id: number;
  readonly cmd: string;
  /** Whether it can be typed into. */
  readonly input: boolean;
  readonly running: RunningCommand;
  readonly output: OutputBuffer;
  readonly startedAt: number;
  /** null while it runs. */
  end: (CommandEnd & { readonly exit: number; readonly ms: number }) | null;
}

/** The commands of a job that still run, and those whose end was not told yet. */
export interface CommandSessions {
  /** Throws what the runner throws. */
  start(cmd: string, cwd: string, input: boolean): Promise<CommandSession>;
  find(id: number): CommandSession | null;
  /** Waits for the end of a command, but no longer than so many milliseconds. Throws when `signal` is aborted. */
  wait(session: CommandSession, ms: number, signal: AbortSignal): Promise<void>;
  /** Its end was told: it is forgotten. */
  forget(session: CommandSession): void;
  readonly count: number;
}

const defaultCommandMs = 30 * 60_000;
const maxKeptBytes = 1024 * 1024;

export function createCommandSessions(options: CommandSessionsOptions): CommandSessions {
  const sessions = new Map<number, CommandSession>();
  const commandMs = options.commandMs ?? defaultCommandMs;
  return {
    get count() {
      return sessions.size;
    },
    find: (id) => sessions.get(id) ?? null,
    forget: ({ id }) => sessions.delete(id),
    async start(cmd, cwd, input) {
      const startedAt = performance.now();
      const running = await options.runner.start({ command: cmd, cwd, input, signal: options.signal });
      const output = createOutputBuffer(maxKeptBytes);
      running.onOutput(output.add);
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        running.kill();
      }, commandMs);
      timer.unref();
      const session: CommandSession = {
        id: freeId(sessions),
        cmd,
        input,
        running,
        output,
        startedAt,
        end: null,
      };
      sessions.set(session.id, session);
      void running.ended.then((end) => {
        clearTimeout(timer);
        const broken = late ? `the time limit of ${commandMs / 1000} s` : end.broken;
        session.end = { ...end, broken, exit: exitCode(end), ms: performance.now() - startedAt };
      });
      return session;
    },
    async wait(session, ms, signal) {
      const waited = Promise.withResolvers<void>();
      const timer = setTimeout(waited.resolve, ms);
      try {
        await untilAborted(signal, Promise.race([session.running.ended, waited.promise]));
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

/** As a shell tells it: 128 and the number of the signal. */
function exitCode({ code, signal }: CommandEnd): number {
  if (code !== null) return code;
  const numbers: Readonly<Record<string, number>> = constants.signals;
  return 128 + (numbers[signal ?? ''] ?? 0);
}

function freeId(sessions: ReadonlyMap<number, unknown>): number {
  for (;;) {
    const id = randomInt(1_000, 100_000);
    if (!sessions.has(id)) return id;
  }
}
