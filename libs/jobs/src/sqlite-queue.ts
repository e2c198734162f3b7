import type { Clock } from './clock.ts';
import type { Connection } from './connection.ts';
import type { Database, Durability } from './database.ts';
import { appendEvent } from './events.ts';
import type { Job } from './job.ts';
import type { Claim, Dispatch, DispatchRule, JobEnd, JobQueue, NewJob } from './job-queue.ts';
import { holderValues, identityValues, readJobRow } from './job-row.ts';
import type { ProcessIdentity, Viewpoint } from './process-identity.ts';
import { randomId } from './random.ts';
import { dispatchLeaseMs } from './timings.ts';
import { endJob, insertJob } from './write-job.ts';

export interface SqliteQueueOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly viewpoint: Viewpoint;
  /** How long each write is tried against a lock, in milliseconds; as long as the database does unless given. */
  readonly patienceMs?: number;
}

/** A dispatch lasts a few seconds of the wall clock; a clock set back ends it rather than prolong it. */
const dispatched = 'dispatched_at IS NOT NULL AND dispatched_at <= :now AND dispatched_at > :now - :lease';

export class SqliteQueue implements JobQueue {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #viewpoint: Viewpoint;
  readonly #patienceMs: number | undefined;

  constructor({ database, clock, viewpoint, patienceMs }: SqliteQueueOptions) {
    this.#database = database;
    this.#clock = clock;
    this.#viewpoint = viewpoint;
    this.#patienceMs = patienceMs;
  }

  #write<T>(change: (connection: Connection) => T, durability: Durability = 'full'): Promise<T> {
    return this.#database.write(change, { durability, patienceMs: this.#patienceMs });
  }

  async enqueue(job: NewJob): Promise<boolean> {
    return this.#write((connection) => {
      if (!insertJob(connection, job)) return false;
      appendEvent(connection, job.id, job.createdAt, 'state', 'queued');
      return true;
    });
  }

  async dispatch({ limit, canStart }: DispatchRule): Promise<Dispatch | null> {
    const times = { now: this.#clock.now(), lease: dispatchLeaseMs };
    if (!this.#database.read((connection) => this.#mayDispatch(connection, limit, times))) return null;
    return this.#write((connection) => {
      if (!this.#mayDispatch(connection, limit, times)) return null;
      const waiting = `SELECT * FROM jobs WHERE state = 'queued' AND NOT (${dispatched}) ORDER BY queued_at, id`;
      for (const row of connection.iterate(waiting, times)) {
        const { job } = readJobRow(row, this.#clock, this.#viewpoint);
        if (!canStart(job)) continue;
        const token = randomId();
        connection.run(
          `UPDATE jobs SET dispatch_token = :token, dispatched_at = :now,
             pid = NULL, process_started = NULL, boot = NULL, namespace = NULL WHERE id = :id`,
          { id: job.id, token, now: times.now },
        );
        return { job, token };
      }
      return null;
    }, 'fleeting');
  }

  async started(id: string, token: string, worker: ProcessIdentity): Promise<boolean> {
    // As patient as can be: a process was started, and giving up would end it.
    return this.#database.write(
      (connection) => {
        const changed = connection.run(
          `UPDATE jobs SET pid = :pid, process_started = :process_started, boot = :boot, namespace = :namespace
         WHERE id = :id AND dispatch_token = :token`,
          { id, token, ...identityValues(worker) },
        );
        return changed === 1 && this.#require(connection, id).state === 'queued';
      },
      { durability: 'fleeting' },
    );
  }

  async prolong(id: string, token: string): Promise<boolean> {
    return this.#write((connection) => {
      const changed = connection.run(
        `UPDATE jobs SET dispatched_at = :now WHERE id = :id AND state = 'queued' AND dispatch_token = :token`,
        { id, token, now: this.#clock.now() },
      );
      return changed === 1;
    }, 'fleeting');
  }

  #mayDispatch(connection: Connection, limit: number, times: { now: number; lease: number }): boolean {
    const waiting = connection.get(
      `SELECT 1 FROM jobs WHERE state = 'queued' AND NOT (${dispatched}) LIMIT 1`,
      times,
    );
    if (waiting === undefined) return false;
    const busy = connection.get(
      `SELECT (SELECT count(*) FROM jobs WHERE state = 'running')
            + (SELECT count(*) FROM jobs WHERE state = 'queued' AND ${dispatched}) AS busy`,
      times,
    );
    return Number(busy?.['busy']) < limit;
  }

  async claim(id: string, worker: ProcessIdentity): Promise<Claim | null> {
    return this.#write((connection) => {
      const owner = randomId();
      const now = this.#clock.now();
      const changed = connection.run(
        `UPDATE jobs SET state = 'running', started_at = coalesce(started_at, :heartbeat_at), started_monotonic = :heartbeat_monotonic, attempts = attempts + 1,
           dispatch_token = NULL, dispatched_at = NULL, phase = NULL, owner = :owner, pid = :pid,
           process_started = :process_started, boot = :boot, namespace = :namespace,
           heartbeat_at = :heartbeat_at, heartbeat_monotonic = :heartbeat_monotonic
         WHERE id = :id AND state = 'queued'`,
        {
          id,
          ...holderValues({
            owner,
            identity: worker,
            heartbeatAt: now,
            heartbeatMonotonic: this.#clock.monotonic(),
          }),
        },
      );
      if (changed === 0) return null;
      appendEvent(connection, id, now, 'state', 'running');
      return { job: this.#require(connection, id), owner };
    });
  }

  async extend(id: string, owner: string): Promise<{ held: boolean; cancelRequested: boolean }> {
    return this.#write((connection) => {
      const changed = connection.run(
        `UPDATE jobs SET heartbeat_at = :now, heartbeat_monotonic = :monotonic
         WHERE id = :id AND owner = :owner AND state = 'running'`,
        { id, owner, now: this.#clock.now(), monotonic: this.#clock.monotonic() },
      );
      if (changed === 0) return { held: false, cancelRequested: false };
      const row = connection.get('SELECT cancel_requested_at AS at FROM jobs WHERE id = :id', { id });
      return { held: true, cancelRequested: row?.['at'] !== null };
    }, 'fleeting');
  }

  async finish(id: string, right: string, end: JobEnd, publish?: () => void): Promise<boolean> {
    return this.#write((connection) => {
      const holds = connection.get(
        `SELECT 1 FROM jobs WHERE id = :id AND (state = 'running' AND owner = :right
           OR state = 'queued' AND dispatch_token = :right)`,
        { id, right },
      );
      if (holds === undefined) return false;
      publish?.();
      endJob(connection, id, end);
      return true;
    });
  }

  async requeue(id: string, tidy?: (job: Job) => void): Promise<boolean> {
    return this.#write((connection) => {
      const row = connection.get(
        `SELECT * FROM jobs WHERE id = :id AND state IN ('failed', 'cancelled', 'timed_out', 'lost')`,
        { id },
      );
      if (row === undefined) return false;
      tidy?.(readJobRow(row, this.#clock, this.#viewpoint).job);
      connection.run('UPDATE jobs SET started_at = NULL WHERE id = :id', { id });
      this.#queueAgain(connection, id, 'queued again');
      return true;
    });
  }

  async resume(id: string, owner: string, tidy?: (job: Job) => void): Promise<boolean> {
    return this.#write((connection) => {
      const row = connection.get(
        `SELECT * FROM jobs WHERE id = :id AND state = 'running' AND owner = :owner AND cancel_requested_at IS NULL`,
        { id, owner },
      );
      if (row === undefined) return false;
      tidy?.(readJobRow(row, this.#clock, this.#viewpoint).job);
      this.#queueAgain(connection, id, 'queued again: its worker is gone, and it goes on from its records');
      return true;
    });
  }

  #queueAgain(connection: Connection, id: string, message: string): void {
    const now = this.#clock.now();
    connection.run(
      `UPDATE jobs SET state = 'queued', queued_at = :now, started_monotonic = NULL, ended_at = NULL, phase = NULL,
         progress_done = NULL, progress_total = NULL, summary = NULL, error = NULL, has_result = 0,
         cancel_requested_at = NULL, dispatch_token = NULL, dispatched_at = NULL, owner = NULL, pid = NULL,
         process_started = NULL, boot = NULL, namespace = NULL, heartbeat_at = NULL, heartbeat_monotonic = NULL
       WHERE id = :id`,
      { id, now },
    );
    appendEvent(connection, id, now, 'state', message);
  }

  async requestCancel(id: string, publish?: () => void): Promise<Job | null> {
    return this.#write((connection) => {
      const now = this.#clock.now();
      const row = connection.get(
        'SELECT state, cancel_requested_at AS at, dispatch_token AS token, dispatched_at AS dispatchedAt FROM jobs WHERE id = :id',
        { id },
      );
      if (row === undefined) return null;
      if (row['state'] === 'queued') {
        publish?.();
        endJob(connection, id, {
          state: 'cancelled',
          summary: 'Cancelled before it started.',
          error: { code: 'cancelled', message: 'The job was cancelled before it started.' },
          hasResult: false,
          endedAt: now,
        });
        // Whoever is just starting its worker can still say which process that is.
        connection.run(
          'UPDATE jobs SET dispatch_token = :token, dispatched_at = :dispatchedAt WHERE id = :id',
          { id, token: row['token'] ?? null, dispatchedAt: row['dispatchedAt'] ?? null },
        );
      } else if (row['state'] === 'running' && row['at'] === null) {
        connection.run('UPDATE jobs SET cancel_requested_at = :now WHERE id = :id', { id, now });
        appendEvent(connection, id, now, 'cancel', 'asked to stop');
      }
      return this.#require(connection, id);
    });
  }

  #require(connection: Connection, id: string): Job {
    const row = connection.get('SELECT * FROM jobs WHERE id = :id', { id });
    if (row === undefined) throw new Error(`Job ${id} vanished within a transaction.`);
    return readJobRow(row, this.#clock, this.#viewpoint).job;
  }
}
