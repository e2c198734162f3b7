import { createHash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { type AgentTool, defineFunctionTool, failed, type ToolResult } from '../agent-tool.ts';
import {
  type CommandSession,
  type CommandSessions,
  type CommandSessionsOptions,
  createCommandSessions,
} from '../commands/command-sessions.ts';
import { formatResult } from '../commands/format-result.ts';
import { codeOf, FileRefusal } from '../files/file-refusal.ts';
import { resolvePath } from '../files/resolve-path.ts';
import { execCommandSpec } from './specs/exec-command.ts';
import { writeStdinSpec } from './specs/write-stdin.ts';

export interface CommandToolsOptions extends CommandSessionsOptions {
  /** The workspace, real and absolute: where commands run unless told. */
  readonly root: string;
}

const mostSessions = 32;
const maxTokens = 25_000;
const tokens = z
  .number()
  .nullish()
  .transform((wish) => clamp(wish ?? 10_000, 0, maxTokens));
const milliseconds = z.number().nullish();

const execInput = z.object({
  cmd: z.string(),
  workdir: z.string().nullish(),
  tty: z.boolean().nullish(),
  yield_time_ms: milliseconds,
  max_output_tokens: tokens,
  sandbox_permissions: z.string().nullish(),
});

const stdinInput = z.object({
  session_id: z.number(),
  chars: z.string().nullish(),
  yield_time_ms: milliseconds,
  max_output_tokens: tokens,
});

/**
 * `exec_command` and `write_stdin`: commands that go on in a session when they take longer than the call waits. Their
 * record is `{cmd, exit, seconds, session}`: `exit` is null while the command runs, and `session` is null where it
 * ended within its first call; a later record with the same session takes the earlier one's place.
 */
export function createCommandTools(options: CommandToolsOptions): readonly AgentTool[] {
  const sessions = createCommandSessions(options);
  return [execCommand(sessions, options.root), writeStdin(sessions)];
}

function execCommand(sessions: CommandSessions, root: string): AgentTool {
  return defineFunctionTool({
    spec: execCommandSpec,
    effects: 'some',
    input: execInput,
    describe: ({ cmd }) => `runs ${oneLine(cmd)}`,
    async run(input, context) {
      const refused = (why: string) => failed(`exec_command failed: ${why}`);
      if (input.sandbox_permissions === 'require_escalated')
        return refused('commands cannot leave the sandbox here');
      if (input.cmd.includes('\0')) return refused('a command cannot hold a NUL byte');
      if (sessions.count >= mostSessions)
        return refused(`${sessions.count} commands are running: end one first`);
      const cwd = workFolder(root, input.workdir ?? '.');
      if (cwd instanceof FileRefusal) return refused(cwd.message);
      const session = await sessions.start(input.cmd, cwd, input.tty ?? false);
      await sessions.wait(session, clamp(input.yield_time_ms ?? 10_000, 250, 30_000), context.signal);
      return report(sessions, session, {
        since: session.startedAt,
        maxTokens: input.max_output_tokens,
        first: true,
      });
    },
  });
}

function writeStdin(sessions: CommandSessions): AgentTool {
  return defineFunctionTool({
    spec: writeStdinSpec,
    effects: 'some',
    input: stdinInput,
    describe(input) {
      const cmd = sessions.find(input.session_id)?.cmd;
      const verb = input.chars ? 'types into' : 'waits for';
      return cmd === undefined ? `${verb} a command` : `${verb} ${oneLine(cmd)}`;
    },
    async run(input, context) {
      const session = sessions.find(input.session_id);
      if (session === null)
        return failed(`write_stdin failed: Unknown process id ${input.session_id}`, 'unknown id');
      const chars = input.chars ?? '';
      const since = performance.now();
      if (!session.input && chars.replaceAll(interruptKey, '').replaceAll(endKey, '') !== '') {
        return failed(
          'write_stdin failed: stdin is closed for this session; rerun exec_command with tty=true to keep stdin open',
          'no input',
        );
      }
      if (chars !== '' && !type(session, chars)) {
        return failed('write_stdin failed: the command does not read its input any more', 'not reading');
      }
      await sessions.wait(session, pollMs(input.yield_time_ms ?? null, chars), context.signal);
      return report(sessions, session, { since, maxTokens: input.max_output_tokens, first: false });
    },
  });
}

function pollMs(wish: number | null, chars: string): number {
  return chars === '' ? clamp(wish ?? 5_000, 5_000, 300_000) : clamp(wish ?? 250, 250, 30_000);
}

/** What Ctrl-C and Ctrl-D type. */
const interruptKey = '\u0003';
const endKey = '\u0004';

/** There is no terminal that would make something of those keys, so we do. False where the command does not read. */
function type({ running, end }: CommandSession, chars: string): boolean {
  for (const [index, line] of chars.split(interruptKey).entries()) {
    if (index > 0) running.interrupt();
    for (const [place, text] of line.split(endKey).entries()) {
      if (place > 0) running.endInput();
      if (text !== '' && end === null && !running.write(text)) return false;
    }
  }
  return true;
}

interface ReportOptions {
  readonly since: number;
  readonly maxTokens: number;
  /** Whether this is the first that the model hears of the command. */
  readonly first: boolean;
}

function report(sessions: CommandSessions, session: CommandSession, options: ReportOptions): ToolResult {
  const { cmd, id, end } = session;
  const output = session.output.take(end !== null);
  const wallMs = performance.now() - options.since;
  const { maxTokens: most, first } = options;
  if (end === null) {
    const seconds = rounded(performance.now() - session.startedAt);
    return {
      output: formatResult({ wallMs, output, maxTokens: most, state: { session: id } }),
      failure: null,
      record: { cmd, exit: null, seconds, session: id },
    };
  }
  sessions.forget(session);
  const text = formatResult({ wallMs, output, maxTokens: most, state: { exit: end.exit } });
  const broken = end.broken === null ? '' : `\nThe command was ended: it broke a limit (${end.broken}).`;
  const same = createHash('sha256').update(output.text).digest('hex').slice(0, 16);
  return {
    output: `${text}${broken}`,
    failure: end.exit === 0 ? null : `exit ${end.exit}, output ${same}`,
    record: { cmd, exit: end.exit, seconds: rounded(end.ms), session: first ? null : id },
  };
}

/** The folder to run in, or why not. */
function workFolder(root: string, path: string): string | FileRefusal {
  try {
    const folder = join(root, resolvePath(root, path, { followLast: true }));
    return lstatSync(folder).isDirectory() ? folder : new FileRefusal(`${path} is no folder`);
  } catch (error) {
    if (error instanceof FileRefusal) return error;
    if (codeOf(error) === null) throw error;
    return new FileRefusal(`${path} is no folder`);
  }
}

function rounded(ms: number): number {
  return Math.round(ms) / 1000;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

function oneLine(cmd: string): string {
  const line = cmd.trim().replace(/\s+/g, ' ');
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}
