import type { BreakerStore } from '@codex-pro/runtime';
import { InputError } from '@codex-pro/runtime';
import { sqliteBreakers } from './breakers.ts';
import type { Clock } from './clock.ts';
import type { Database } from './database.ts';
import { readEvents } from './events.ts';
import { type GateStore, sqliteGates } from './gates.ts';
import { dropHolds, type Holds, readHolds } from './holds.ts';
import type { JobEvent } from './job.ts';
import { parseJobReference } from './job-id.ts';
import { type JobRow, readJobRow } from './job-row.ts';
import type { JobFilter, JobPage, JobStore, WorkerRecord } from './job-store.ts';
import { insertCall, readUsage, type UsageQuery, type UsageReport } from './ledger.ts';
import { listJobs } from './list-jobs.ts';
import type { Viewpoint } from './process-identity.ts';
import { writeRecord } from './write-record.ts';

export interface SqliteStoreOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly viewpoint: Viewpoint;
}

export class SqliteStore implements JobStore {
  readonly breakers: BreakerStore;
  readonly gates: GateStore;
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #viewpoint: Viewpoint;

  constructor({ database, clock, viewpoint }: SqliteStoreOptions) {
    this.#database = database;
    this.#clock = clock;
    this.#viewpoint = viewpoint;
    this.breakers = sqliteBreakers(database);
    this.gates = sqliteGates(database);
  }

  holds(): Holds {
    return this.#database.read(readHolds);
  }

  async dropHolds(): Promise<Holds> {
    return this.#database.write((connection) => {
      const holds = readHolds(connection);
      dropHolds(connection);
      return holds;
    });
  }

  get(id: string): JobRow | null {
    const row = this.#database.read((connection) =>
      connection.get('SELECT * FROM jobs WHERE id = :id', { id }),
    );
    return row === undefined ? null : readJobRow(row, this.#clock, this.#viewpoint);
  }

  find(reference: string): JobRow {
    const prefix = parseJobReference(reference);
    const rows = this.#database.read((connection) =>
      connection.all('SELECT * FROM jobs WHERE id >= :prefix AND id < :end ORDER BY id LIMIT 5', {
        prefix,
        end: `${prefix}~`,
      }),
    );
    const [first, second] = rows;
    if (first === undefined) {
      throw new InputError('input_invalid', `There is no job ${prefix}.`, {
        hint: 'list_jobs shows the jobs that there are; old ones are pruned after the retention time.',
      });
    }
    if (second !== undefined) {
      const ids = rows.map((row) => String(row['id'])).join(', ');
      throw new InputError('input_invalid', `Several jobs begin with ${prefix}: ${ids}.`, {
        hint: 'Give more of the id.',
      });
    }
    return readJobRow(first, this.#clock, this.#viewpoint);
  }

  list(filter: JobFilter): JobPage {
    const { rows, nextCursor } = this.#database.read((connection) => listJobs(connection, filter));
    return { jobs: rows.map((row) => readJobRow(row, this.#clock, this.#viewpoint).job), nextCursor };
  }

  running(): readonly JobRow[] {
    return this.#database
      .read((connection) => connection.all(`SELECT * FROM jobs WHERE state = 'running' ORDER BY started_at`))
      .map((row) => readJobRow(row, this.#clock, this.#viewpoint));
  }

  events(id: string, limit: number): readonly JobEvent[] {
    return this.#database.read((connection) => readEvents(connection, id, limit));
  }

  usage(query: UsageQuery): UsageReport {
    return this.#database.read((connection) => readUsage(connection, query));
  }

  async explainWaiting(id: string, phase: string): Promise<void> {
    await this.#database.write(
      (connection) => {
        connection.run(
          `UPDATE jobs SET phase = :phase WHERE id = :id AND state = 'queued' AND phase IS NOT :phase`,
          { id, phase },
        );
      },
      { durability: 'fleeting' },
    );
  }

  async record(id: string, owner: string, records: readonly WorkerRecord[]): Promise<void> {
    const durability = records.some((record) => record.type === 'call') ? 'full' : 'fleeting';
    await this.#database.write(
      (connection) => {
        const held = connection.get(
          `SELECT 1 FROM jobs WHERE id = :id AND owner = :owner AND state = 'running'`,
          { id, owner },
        );
        for (const record of records) {
          if (record.type === 'call') insertCall(connection, id, record.call);
          else if (held !== undefined) writeRecord(connection, id, record, this.#clock.now());
        }
      },
      { durability },
    );
  }

  endedBefore(time: number, limit: number): readonly string[] {
    return this.#database
      .read((connection) =>
        connection.all(
          'SELECT id FROM jobs WHERE ended_at IS NOT NULL AND ended_at < :time ORDER BY ended_at LIMIT :limit',
          { time, limit },
        ),
      )
      .map((row) => String(row['id']));
  }

  async takeTurn(name: string, now: number, everyMs: number): Promise<boolean> {
    return this.#database.write((connection) => {
      const fact = `turn ${name}`;
      const last = Number(
        connection.get('SELECT value FROM facts WHERE name = :fact', { fact })?.['value'] ?? 0,
      );
      if (last <= now && now < last + everyMs) return false;
      connection.run(
        'INSERT INTO facts (name, value) VALUES (:fact, :now) ON CONFLICT DO UPDATE SET value = excluded.value',
        { fact, now: String(now) },
      );
      return true;
    });
  }

  async forgetCalls(time: number): Promise<void> {
    await this.#database.write((connection) =>
      connection.run('DELETE FROM calls WHERE started_at < :time', { time }),
    );
  }

  async remove(ids: readonly string[]): Promise<readonly string[]> {
    return this.#database.write((connection) =>
      ids.filter((id) => {
        const gone = connection.run(
          `DELETE FROM jobs WHERE id = :id AND state NOT IN ('queued', 'running')`,
          { id },
        );
        if (gone === 1) connection.run('DELETE FROM events WHERE job_id = :id', { id });
        return gone === 1;
      }),
    );
  }
}
