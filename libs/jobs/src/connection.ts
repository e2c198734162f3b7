import { closeSync, openSync, statSync } from 'node:fs';
import type {
  DatabaseSync,
  DatabaseSyncOptions,
  SQLInputValue,
  SQLOutputValue,
  StatementSync,
} from 'node:sqlite';
import { ConfigError } from '@codex-pro/runtime';
import { loadSqlite } from './load-sqlite.ts';

export type Row = Readonly<Record<string, SQLOutputValue>>;
export type Values = Readonly<Record<string, SQLInputValue>>;

/** One open database file with its prepared statements. */
export interface Connection {
  exec(sql: string): void;
  get(sql: string, values?: Values): Row | undefined;
  all(sql: string, values?: Values): readonly Row[];
  iterate(sql: string, values?: Values): Iterable<Row>;
  /** Returns how many rows it changed. Values by position (`?1`) are bound in half the time. */
  run(sql: string, values?: Values | readonly SQLInputValue[]): number;
  close(): void;
}

/** How long SQLite itself sleeps on a lock, in milliseconds. Short: it blocks the thread; we retry with jitter. */
const busyTimeoutMs = 250;

/**
 * Opens a file in WAL mode; made with mode 0600 where there is none.
 * Throws ConfigError `not_configured` on such a Node, else the error of SQLite.
 */
export function openConnection(path: string): Connection {
  makePrivate(path);
  return open(
    path,
    {},
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 4194304;',
  );
}

/** Opens a file that is there, to look at only: nothing can be written through it. Throws as `openConnection`. */
export function openReadOnly(path: string): Connection {
  return open(path, { readOnly: true }, 'PRAGMA query_only = ON;');
}

/**
 * Opens a damaged file to save what can still be read: the same, but SQLite goes on in a file that is shorter than its
 * header says (btree.c, `lockBtree`: only with a writable schema).
 */
export function openDamaged(path: string): Connection {
  return open(path, { readOnly: true, defensive: false }, 'PRAGMA writable_schema = ON;');
}

function open(path: string, options: DatabaseSyncOptions, pragmas: string): Connection {
  const sqlite = loadSqlite();
  if (sqlite === undefined) {
    throw new ConfigError('not_configured', `Node ${process.version} has no SQLite.`, {
      hint: 'Install Node 22.19 or newer.',
    });
  }
  const database: DatabaseSync = new sqlite.DatabaseSync(path, { timeout: busyTimeoutMs, ...options });
  const statements = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  try {
    database.exec(pragmas);
    return {
      exec: (sql) => database.exec(sql),
      get: (sql, values = {}) => prepare(sql).get(values),
      all: (sql, values = {}) => prepare(sql).all(values),
      iterate: (sql, values = {}) => prepare(sql).iterate(values),
      run(sql, values = []) {
        const statement = prepare(sql);
        return Number((isList(values) ? statement.run(...values) : statement.run(values)).changes);
      },
      close: () => database.close(),
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** `Array.isArray` does not tell a read-only array. */
function isList(values: Values | readonly SQLInputValue[]): values is readonly SQLInputValue[] {
  return Array.isArray(values);
}

/** Takes back what a transaction did that failed. */
export function rollback(connection: Connection): void {
  try {
    connection.exec('ROLLBACK');
  } catch {
    // SQLite has rolled back by itself (disk full, I/O error); the first error is the one that tells why.
  }
}

/** 0 where there is no such file. */
export function inodeOf(path: string): bigint {
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.ino ?? 0n;
}

/**
 * SQLite gives its side files the mode of the database. The file is only ever opened by us while it is new: closing
 * a second descriptor would drop the locks that SQLite holds on it (POSIX).
 */
function makePrivate(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) {
      throw new ConfigError('not_configured', `The job store ${path} cannot be made: ${String(error)}.`, {
        hint: 'Make the state folder writable, or set CODEX_PRO_HOME to one that is.',
        cause: error,
      });
    }
  }
}
