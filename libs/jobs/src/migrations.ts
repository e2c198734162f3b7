import { ConfigError } from '@codex-pro/runtime';
import { type Connection, rollback } from './connection.ts';

/**
 * The store's versions, oldest first. Additive only: two versions of the plugin share one store, so a column or table
 * is never renamed, dropped or given another meaning. Where that cannot be kept, raise `oldestReader` with it.
 */
const migrations: readonly string[] = [
  `
  CREATE TABLE jobs (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, state TEXT NOT NULL, workspace TEXT NOT NULL, session TEXT,
    created_at INTEGER NOT NULL, queued_at INTEGER NOT NULL, started_at INTEGER, started_monotonic INTEGER, ended_at INTEGER,
    attempts INTEGER NOT NULL, limit_ms INTEGER NOT NULL,
    model TEXT, effort TEXT, tier TEXT, profile TEXT,
    phase TEXT, progress_done INTEGER, progress_total INTEGER, summary TEXT, error TEXT,
    has_result INTEGER NOT NULL DEFAULT 0, cancel_requested_at INTEGER,
    needs_key INTEGER NOT NULL, start TEXT NOT NULL,
    dispatch_token TEXT, dispatched_at INTEGER,
    owner TEXT, pid INTEGER, process_started TEXT, boot TEXT, namespace TEXT,
    heartbeat_at INTEGER, heartbeat_monotonic INTEGER
  ) STRICT;
  CREATE INDEX jobs_queued ON jobs (queued_at, id) WHERE state = 'queued';
  CREATE INDEX jobs_running ON jobs (started_at) WHERE state = 'running';
  CREATE INDEX jobs_ended ON jobs (ended_at) WHERE ended_at IS NOT NULL;
  CREATE INDEX jobs_newest ON jobs (created_at DESC, id DESC);
  CREATE INDEX jobs_newest_of_workspace ON jobs (workspace, created_at DESC, id DESC);

  CREATE TABLE events (
    job_id TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, type TEXT NOT NULL, message TEXT NOT NULL,
    PRIMARY KEY (job_id, seq)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE calls (
    id TEXT PRIMARY KEY, job_id TEXT NOT NULL, kind TEXT NOT NULL, workspace TEXT NOT NULL,
    call_id TEXT NOT NULL, purpose TEXT NOT NULL, attempt INTEGER NOT NULL,
    backend TEXT NOT NULL, model TEXT NOT NULL, effort TEXT, tier TEXT,
    started_at INTEGER NOT NULL, first_event_at INTEGER, ended_at INTEGER NOT NULL,
    http_status INTEGER, request_id TEXT, error_code TEXT,
    input_tokens INTEGER, cached_input_tokens INTEGER, output_tokens INTEGER, reasoning_tokens INTEGER, cost_usd REAL
  ) STRICT;
  CREATE INDEX calls_by_job ON calls (job_id);
  CREATE INDEX calls_by_time ON calls (started_at);

  CREATE TABLE breakers (key TEXT PRIMARY KEY, row TEXT NOT NULL) STRICT;
  CREATE TABLE gates (key TEXT PRIMARY KEY, account TEXT NOT NULL, row TEXT NOT NULL) STRICT;
  CREATE INDEX gates_by_account ON gates (account);

  CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  `,
];

/** The oldest store version whose reader may still use a store that we wrote. */
const oldestReader = 1;

/**
 * Brings a store to our version; one of a newer plugin is used as it is, unless it says that we are too old.
 * `onCreated` runs in the transaction that makes a new store, so that nobody sees it empty.
 * Throws ConfigError `not_configured` for a store that only newer plugins can read.
 */
export function migrate(
  connection: Connection,
  path: string,
  onCreated: (connection: Connection) => void,
): void {
  const version = storeVersion(connection);
  if (version < migrations.length) upgrade(connection, onCreated);
  const needed = Number(
    connection.get(`SELECT value FROM facts WHERE name = 'oldest_reader'`)?.['value'] ?? 1,
  );
  if (needed > migrations.length) {
    throw new ConfigError(
      'not_configured',
      `The job store ${path} was written by a newer codex-pro (store version ${version}); this one reads up to ${migrations.length}.`,
      { hint: 'Update codex-pro here, or give this one a CODEX_PRO_HOME of its own.' },
    );
  }
}

function upgrade(connection: Connection, onCreated: (connection: Connection) => void): void {
  connection.exec('BEGIN IMMEDIATE');
  try {
    const version = storeVersion(connection);
    for (const step of migrations.slice(version)) connection.exec(step);
    if (version < migrations.length) {
      connection.exec(`PRAGMA user_version = ${migrations.length}`);
      connection.run(`INSERT OR REPLACE INTO facts (name, value) VALUES ('oldest_reader', :value)`, {
        value: String(oldestReader),
      });
    }
    if (version === 0) onCreated(connection);
    connection.exec('COMMIT');
  } catch (error) {
    rollback(connection);
    throw error;
  }
}

function storeVersion(connection: Connection): number {
  return Number(connection.get('PRAGMA user_version')?.['user_version'] ?? 0);
}
