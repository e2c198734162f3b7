type Sqlite = typeof import('node:sqlite');

/**
 * Loads `node:sqlite` when it is first used: servers start without it, and a Node that lacks it (undefined) can load this
 * library. Node 22 says of it that it is experimental, on the stderr of whoever ran a command; that one warning is left out.
 */
export function loadSqlite(): Sqlite | undefined {
  const { emitWarning } = process;
  const others = (warning: string | Error, ...rest: unknown[]): void => {
    if (rest[0] === 'ExperimentalWarning' && String(warning).startsWith('SQLite ')) return;
    Reflect.apply(emitWarning, process, [warning, ...rest]);
  };
  process.emitWarning = others;
  try {
    return process.getBuiltinModule('node:sqlite');
  } finally {
    process.emitWarning = emitWarning;
  }
}
