import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { writeDurably } from './durable-file.ts';
import { timeSchema } from './job-row.ts';
import { processIdentity } from './process-identity.ts';

/**
 * `worker.json`: which process holds which attempt. The store knows it too; the file is what lets a rebuilt store
 * leave a running worker alone.
 */
const workerFile = z.object({
  owner: z.string(),
  attempt: z.int().positive(),
  startedAt: timeSchema,
  identity: processIdentity,
});
export type WorkerFile = z.infer<typeof workerFile>;

export const workerFileName = 'worker.json';

export async function writeWorkerFile(folder: string, worker: WorkerFile): Promise<void> {
  await writeDurably(folder, workerFileName, JSON.stringify(worker));
}

/** null where no worker ever claimed the job, or its file cannot be read. */
export function readWorkerFile(folder: string): WorkerFile | null {
  try {
    return workerFile.parse(JSON.parse(readFileSync(join(folder, workerFileName), 'utf8')));
  } catch {
    return null; // Rebuilding goes by what is whole; without the file the job counts as never claimed.
  }
}
