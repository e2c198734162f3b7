export const logLevels = ['debug', 'info', 'warn', 'error'] as const;

export type LogLevel = (typeof logLevels)[number];

/** Where lines of a log go once pino is loaded. */
export interface LogSink {
  write(level: LogLevel, message: string, fields: Record<string, unknown>): void;
  /** Resolves when stderr took everything, or after half a second: a host may not read it. */
  flush(): Promise<void>;
}

const longestFlushMs = 500;

/**
 * Opens pino on stderr and on `file`, each at its level; null leaves one out. The file is written at once, so that
 * the last words of a dying worker are there; stderr in the background, so that a host that does not read it cannot
 * stop the process.
 */
export async function openLogSink(
  name: string,
  levels: { readonly stderr: LogLevel | null; readonly file: LogLevel | null },
  file: string | undefined,
): Promise<LogSink> {
  // CommonJS: once bundled it has no named exports, only the default.
  const { default: pino } = await import('pino');
  const { destination, multistream, stdTimeFunctions } = pino;
  const stderr = destination({ dest: 2, sync: false });
  stderr.on('error', lost);
  const streams: { level: LogLevel; stream: { write(line: string): void } }[] = [];
  if (levels.stderr !== null) streams.push({ level: levels.stderr, stream: stderr });
  if (levels.file !== null && file !== undefined) {
    try {
      const stream = destination({ dest: file, sync: true, append: true, mode: 0o600 });
      stream.on('error', lost);
      streams.push({ level: levels.file, stream });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      stderr.write(
        `${JSON.stringify({ level: 'warn', name, msg: `The log file cannot be opened: ${reason}` })}\n`,
      );
    }
  }
  const logger = pino(
    {
      level: 'debug',
      base: { name, pid: process.pid },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
    },
    multistream(streams),
  );
  return {
    write: (level, message, fields) => logger[level](fields, message),
    flush() {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, longestFlushMs);
      stderr.flush(() => resolve());
      return promise.finally(() => clearTimeout(timer));
    },
  };
}

/** A log that cannot be written has nowhere to say so; the work goes on. */
function lost(): void {
  return;
}
