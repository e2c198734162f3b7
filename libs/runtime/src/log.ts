import { type LogLevel, type LogSink, logLevels, openLogSink } from './log-sink.ts';
import type { PolicyEvent } from './policy-event.ts';
import { redactFields, redactText } from './redact-value.ts';

export interface LogOptions {
  /** Shown on each line: `review`, `worker rev-7k3q9x2m`. */
  readonly name: string;
  /** Its `CODEX_PRO_LOG` (`off`, `debug`, `info`, `warn`, `error`; `warn` by default) is the level on stderr. */
  readonly env: NodeJS.ProcessEnv;
  /** A file that takes everything from `info` up, whatever the environment says. Made with mode 0600. */
  readonly file?: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** JSON lines on stderr and in a file, never on stdout. Secrets are taken out of messages and fields. */
export interface Log {
  debug(message: string, fields?: Fields): void;
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
  /** Writes down what a policy did; a PolicyListener. */
  readonly policy: (event: PolicyEvent) => void;
  /** From now on this value is replaced wherever it appears: a secret need not look like one. */
  hide(secret: string): void;
  /** Resolves when everything so far was written. */
  flush(): Promise<void>;
}

/** Values this short would blank out ordinary words. */
const shortestSecret = 6;

/**
 * A log. pino is loaded with the first line that is written; what comes meanwhile is kept in order. A log that cannot
 * be written never fails the work: its lines are lost, and nobody can be told.
 */
export function createLog({ name, env, file }: LogOptions): Log {
  const levels = {
    stderr: levelOf(env['CODEX_PRO_LOG']),
    file: file === undefined ? null : env['CODEX_PRO_LOG'] === 'debug' ? 'debug' : 'info',
  } as const;
  const hidden = new Set<string>();
  let sink: LogSink | undefined;
  let loading: Promise<void> | undefined;
  const waiting: ((sink: LogSink) => void)[] = [];

  const load = async () => {
    const loaded = await openLogSink(name, levels, file);
    for (const line of waiting.splice(0)) line(loaded);
    sink = loaded;
  };

  const write = (level: LogLevel, message: string, fields: Fields = {}) => {
    if (!reaches(level, levels.stderr) && !reaches(level, levels.file)) return;
    const text = redactText(message, hidden);
    const clean = redactFields(fields, hidden);
    if (sink !== undefined) sink.write(level, text, clean);
    else {
      waiting.push((sink) => sink.write(level, text, clean));
      loading ??= load();
    }
  };

  return {
    debug: (message, fields) => write('debug', message, fields),
    info: (message, fields) => write('info', message, fields),
    warn: (message, fields) => write('warn', message, fields),
    error: (message, fields) => write('error', message, fields),
    policy: (event) => write(event.type === 'retry' ? 'info' : 'warn', `policy: ${event.type}`, { event }),
    hide(secret) {
      if (secret.length >= shortestSecret) hidden.add(secret);
    },
    async flush() {
      await loading;
      await sink?.flush();
    },
  };
}

function levelOf(setting: string | undefined): LogLevel | null {
  if (setting === 'off') return null;
  return logLevels.find((level) => level === setting) ?? 'warn';
}

function reaches(level: LogLevel, least: LogLevel | null): boolean {
  return least !== null && logLevels.indexOf(level) >= logLevels.indexOf(least);
}
