import { type Connection, openConnection } from '../connection.ts';
import { appendEvent } from '../events.ts';
import { homeFolder } from '../home-folder.ts';
import { newJobId } from '../job-id.ts';
import { openParts } from '../job-parts.ts';
import { endJob, insertJob } from '../write-job.ts';
import { sampleJob } from './sample-job.ts';

/** Fills a store with jobs that have ended, a minute apart, in ten workspaces. Rows only: no folders. */
export function seedJobs(home: string, count: number): void {
  seed(home, count, (connection, id, number, createdAt) => {
    const end = { state: 'succeeded', summary: `Number ${number}.`, error: null, hasResult: true } as const;
    endJob(connection, id, { ...end, endedAt: createdAt + 30_000 });
  });
}

/** The same with jobs that wait. Nothing can start them: their program does not exist. */
export function seedQueue(home: string, count: number): void {
  seed(home, count, () => undefined);
}

function seed(
  home: string,
  count: number,
  then: (connection: Connection, id: string, number: number, createdAt: number) => void,
): void {
  const parts = openParts({ home, env: {}, workers: 0, bundleFolder: null });
  parts.openStore();
  parts.close();
  const connection = openConnection(homeFolder(home).database);
  connection.exec('BEGIN IMMEDIATE');
  const begin = Date.parse('2026-01-01T00:00:00Z');
  for (let i = 0; i < count; i++) {
    const createdAt = begin + i * 60_000;
    const id = newJobId('toy');
    insertJob(connection, sampleJob(id, { createdAt, workspace: `/code/${i % 10}` }));
    appendEvent(connection, id, createdAt, 'state', 'queued');
    then(connection, id, i, createdAt);
  }
  connection.exec('COMMIT');
  connection.close();
}
