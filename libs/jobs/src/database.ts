import { setTimeout as sleep } from 'node:timers/promises';
import { type Connection, inodeOf, openConnection, rollback } from './connection.ts';
import { isBusy, isDamaged, toStoreError } from './sqlite-error.ts';

/**
 * `full`: on disk when the transaction returns, whatever happens to the machine. For facts: a job, a state, a call.
 * `fleeting`: survives any process, but a power cut may take it. For signs of life, which a power cut ends anyway.
 */
export type Durability = 'full' | 'fleeting';

export interface DatabaseOptions {
  readonly path: string;
  /** Called before a file is opened: makes its folder. */
  readonly makeFolder: () => void;
  /** Called on each newly opened file, before its first use: migrates. */
  readonly prepare: (connection: Connection) => void;
  /**
   * Called when the file `inode` was found damaged: sets it aside, where it still lies at `path`. What it returns is
   * called with the new database, to save what the damaged one can still tell.
   */
  readonly setAside: (inode: bigint) => ((connection: Connection) => void) | undefined;
  /** How long to try against a lock of another process, in milliseconds. Default 15 s. */
  readonly patienceMs?: number;
}

export interface WriteOptions {
  /** Default `full`. */
  readonly durability?: Durability;
  /** For this write alone. */
  readonly patienceMs?: number | undefined;
}

const defaultPatienceMs = 15_000;

/**
 * The database of one home, opened at first use. Write transactions begin IMMEDIATE and are retried with jitter
 * around SQLITE_BUSY, because SQLite's own busy handler is unfair and gives up under load. A damaged file is set
 * aside once and the operation tried again; a file that somebody else set aside is noticed and the new one opened.
 * Throws ConfigError `not_configured` for a full, read-only or locked store.
 */
export class Database {
  readonly #options: DatabaseOptions;
  readonly #patienceMs: number;
  #connection: Connection | null = null;
  /** The file that is open, or that could not be opened, whatever lies at its path by now. */
  #opened = 0n;

  constructor(options: DatabaseOptions) {
    this.#options = options;
    this.#patienceMs = options.patienceMs ?? defaultPatienceMs;
  }

  /** Reads; in WAL mode a writer never holds a reader up. */
  read<T>(query: (connection: Connection) => T): T {
    return this.#patiently(() => this.#withRepair(query));
  }

  /** One write transaction. Waits for locks without blocking the thread for more than a moment at a time. */
  async write<T>(
    change: (connection: Connection) => T,
    { durability = 'full', patienceMs = this.#patienceMs }: WriteOptions = {},
  ): Promise<T> {
    const giveUpAt = performance.now() + patienceMs;
    for (;;) {
      try {
        return this.#withRepair((connection) => transact(connection, change, durability));
      } catch (error) {
        if (!isBusy(error) || performance.now() > giveUpAt) throw toStoreError(error, this.#options.path);
        await sleep(jitterMs());
      }
    }
  }

  /** The same, for ports that are synchronous; the thread waits. */
  writeNow<T>(change: (connection: Connection) => T): T {
    return this.#patiently(() => this.#withRepair((connection) => transact(connection, change, 'full')));
  }

  close(): void {
    this.#connection?.close();
    this.#connection = null;
  }

  #patiently<T>(attempt: () => T): T {
    const giveUpAt = performance.now() + this.#patienceMs;
    for (;;) {
      try {
        return attempt();
      } catch (error) {
        if (!isBusy(error) || performance.now() > giveUpAt) throw toStoreError(error, this.#options.path);
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, jitterMs());
      }
    }
  }

  #withRepair<T>(use: (connection: Connection) => T): T {
    try {
      return use(this.#open());
    } catch (error) {
      if (!isDamaged(error)) throw error;
      this.close();
      const save = this.#options.setAside(this.#opened);
      const connection = this.#open();
      save?.(connection);
      return use(connection);
    }
  }

  #open(): Connection {
    if (this.#connection !== null) {
      if (this.#opened === inodeOf(this.#options.path)) return this.#connection;
      this.close();
    }
    this.#options.makeFolder();
    this.#opened = inodeOf(this.#options.path);
    const connection = openConnection(this.#options.path);
    try {
      this.#options.prepare(connection);
    } catch (error) {
      connection.close();
      throw error;
    }
    this.#connection = connection;
    return connection;
  }
}

function transact<T>(
  connection: Connection,
  change: (connection: Connection) => T,
  durability: Durability,
): T {
  connection.exec(durability === 'full' ? 'PRAGMA synchronous = FULL' : 'PRAGMA synchronous = NORMAL');
  connection.exec('BEGIN IMMEDIATE');
  try {
    const result = change(connection);
    connection.exec('COMMIT');
    return result;
  } catch (error) {
    rollback(connection);
    throw error;
  }
}

/** So that those who wait do not come back together. */
function jitterMs(): number {
  return 2 + Math.random() * 28;
}
