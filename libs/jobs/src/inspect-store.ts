import { existsSync, statSync } from 'node:fs';
import { systemClock } from './clock.ts';
import { type Connection, openReadOnly } from './connection.ts';
import { type Holds, readHolds } from './holds.ts';
import { homeFolder } from './home-folder.ts';
import { isEndState } from './job.ts';
import { heartbeatAge, readJobRow } from './job-row.ts';
import { liveness, ownViewpoint } from './process-identity.ts';
import { isDamaged } from './sqlite-error.ts';
import { leaseMs } from './timings.ts';

/** Closed gates and open breakers, read without repairing the store; null where it cannot be read. */
export function inspectHolds(home: string): Holds | null {
  const { database } = homeFolder(home);
  if (!existsSync(database)) return none;
  let connection: Connection | undefined;
  try {
    connection = openReadOnly(database);
    return readHolds(connection);
  } catch {
    return null; // What is wrong with the store, inspectStore says.
  } finally {
    connection?.close();
  }
}

const none: Holds = { gates: [], breakers: [] };

/** A job store as it lies there, looked at without changing or repairing anything. */
export type StoreReport =
  | { readonly state: 'missing' }
  | { readonly state: 'damaged'; readonly reason: string }
  | { readonly state: 'unreadable'; readonly reason: string }
  | {
      readonly state: 'usable';
      readonly jobs: number;
      readonly running: number;
      readonly queued: number;
      /** Running jobs whose worker is dead; the next reader of the jobs ends them. */
      readonly dead: readonly string[];
      /** Running jobs without a recent heartbeat, whose process is there. */
      readonly stalled: readonly string[];
      /** Versions of the plugin that started the jobs which have not ended. */
      readonly versions: readonly string[];
      /** Jobs that ended before `olderThan`. */
      readonly old: number;
    };

/** Beyond it the pages are not all checked: that would take longer than a look may. */
const checkedBytes = 32 * 1024 * 1024;

/** Looks at the store of a home. `olderThan` is epoch milliseconds. Never throws for what is wrong with the store. */
export function inspectStore(home: string, olderThan: number): StoreReport {
  const { database } = homeFolder(home);
  if (!existsSync(database)) return { state: 'missing' };
  let connection: Connection | undefined;
  try {
    connection = openReadOnly(database);
    if (Number(connection.get('PRAGMA user_version')?.['user_version'] ?? 0) === 0)
      return { state: 'missing' };
    if (statSync(database).size <= checkedBytes) {
      const found = String(connection.get('PRAGMA quick_check(1)')?.['quick_check']);
      if (found !== 'ok') return { state: 'damaged', reason: found };
    }
    return read(connection, olderThan);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { state: isDamaged(error) ? 'damaged' : 'unreadable', reason };
  } finally {
    connection?.close();
  }
}

function read(connection: Connection, olderThan: number): StoreReport {
  const count = (sql: string, values = {}): number => Number(connection.get(sql, values)?.['n'] ?? 0);
  const viewpoint = ownViewpoint();
  const open = connection
    .all(`SELECT * FROM jobs WHERE state IN ('queued', 'running')`)
    .map((row) => readJobRow(row, systemClock, viewpoint))
    .filter(({ job }) => !isEndState(job.state));
  const running = open.filter(({ job }) => job.state === 'running');
  const dead = running.filter(({ holder }) => {
    if (holder === null) return false;
    const life = liveness(holder.identity, viewpoint);
    return life === 'unknown' ? heartbeatAge(holder, systemClock, viewpoint) > leaseMs : life === 'dead';
  });
  return {
    state: 'usable',
    jobs: count('SELECT count(*) AS n FROM jobs'),
    running: running.length,
    queued: open.length - running.length,
    dead: dead.map(({ job }) => job.id),
    stalled: running.filter((row) => row.job.stalled && !dead.includes(row)).map(({ job }) => job.id),
    versions: [...new Set(open.map(({ job }) => job.start.version))].sort(),
    old: count('SELECT count(*) AS n FROM jobs WHERE ended_at IS NOT NULL AND ended_at < :olderThan', {
      olderThan,
    }),
  };
}
