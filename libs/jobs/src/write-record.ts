import type { Connection } from './connection.ts';
import { appendEvent } from './events.ts';
import type { WorkerRecord } from './job-store.ts';

/** Writes what a worker said of its own attempt, inside the caller's transaction. */
export function writeRecord(
  connection: Connection,
  id: string,
  record: Exclude<WorkerRecord, { type: 'call' }>,
  now: number,
): void {
  switch (record.type) {
    case 'event':
      appendEvent(connection, id, record.at, record.event, record.message);
      return;
    case 'identity':
      connection.run('UPDATE jobs SET model = :model, effort = :effort, tier = :tier WHERE id = :id', {
        id,
        model: record.model,
        effort: record.effort,
        tier: record.tier,
      });
      return;
    case 'progress': {
      const changed = connection.run(
        'UPDATE jobs SET phase = :phase WHERE id = :id AND phase IS NOT :phase',
        { id, phase: record.phase },
      );
      if (changed === 1) appendEvent(connection, id, now, 'phase', record.phase);
      connection.run('UPDATE jobs SET progress_done = :done, progress_total = :total WHERE id = :id', {
        id,
        done: record.count?.done ?? null,
        total: record.count?.total ?? null,
      });
    }
  }
}
