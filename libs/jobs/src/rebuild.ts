import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from './clock.ts';
import type { Connection } from './connection.ts';
import { appendEvent } from './events.ts';
import type { HomeFolder } from './home-folder.ts';
import { isJobId } from './job-id.ts';
import { holderValues } from './job-row.ts';
import { cancelledMarkName } from './job-tidying.ts';
import { type RequestFile, requestFile, requestFileName } from './request-file.ts';
import { readResultFile } from './result-file.ts';
import { readWorkerFile } from './worker-file.ts';
import { endJob, insertJob } from './write-job.ts';

/**
 * Fills a new store from the job folders: a job with its result has ended, one with a worker runs (whether the worker
 * lives is found out by the next reader), one that was never claimed waits again. Folders without a readable request
 * stay where they are. The ledger and the histories cannot be rebuilt: they are in the store that was set aside.
 */
export function rebuildFromFolders(connection: Connection, home: HomeFolder, clock: Clock): void {
  for (const name of readdirSync(home.jobs)) {
    if (!isJobId(name)) continue;
    const folder = home.job(name);
    const request = readRequest(folder);
    if (request === null || request.job.id !== name) continue;
    insertJob(connection, request.job);
    appendEvent(connection, name, clock.now(), 'note', 'found in its folder when the list was rebuilt');
    restoreState(connection, name, folder, clock);
  }
}

function restoreState(connection: Connection, id: string, folder: string, clock: Clock): void {
  const worker = readWorkerFile(folder);
  const result = readResultFile(folder, id);
  if (worker !== null) {
    connection.run(
      `UPDATE jobs SET state = 'running', attempts = :attempts, started_at = :startedAt, owner = :owner, pid = :pid,
         process_started = :process_started, boot = :boot, namespace = :namespace,
         heartbeat_at = :heartbeat_at, heartbeat_monotonic = :heartbeat_monotonic
       WHERE id = :id`,
      {
        id,
        attempts: worker.attempt,
        startedAt: worker.startedAt,
        // From now, so that a worker we cannot look at has its whole lease to speak up.
        ...holderValues({
          owner: worker.owner,
          identity: worker.identity,
          heartbeatAt: clock.now(),
          heartbeatMonotonic: clock.monotonic(),
        }),
      },
    );
  }
  if (result !== null && (worker === null || worker.attempt === result.attempts)) {
    connection.run('UPDATE jobs SET attempts = :attempts WHERE id = :id', { id, attempts: result.attempts });
    endJob(connection, id, { ...result, hasResult: true });
  } else if (worker === null && existsSync(join(folder, cancelledMarkName))) {
    const error = { code: 'cancelled', message: 'The job was cancelled before it started.' };
    endJob(connection, id, {
      state: 'cancelled',
      summary: error.message,
      error,
      hasResult: false,
      endedAt: clock.now(),
    });
  }
}

function readRequest(folder: string): RequestFile | null {
  try {
    return requestFile.parse(JSON.parse(readFileSync(join(folder, requestFileName), 'utf8')));
  } catch {
    return null; // A submission that never came to its end, or a folder that somebody changed: left as it is.
  }
}
