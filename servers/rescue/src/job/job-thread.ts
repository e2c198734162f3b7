import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InputItem } from '@codex-pro/codex';
import { openThreads, type Threads } from '../threads/threads.ts';
import type { RescuePorts } from './run-rescue.ts';

/** The thread of a job, and where the job took it up. */
export interface JobThread {
  readonly id: string;
  readonly length: number;
  readonly items: readonly InputItem[];
  readonly threads: Threads;
  readonly title: string;
}

const name = 'thread.json';

/** The thread as this job found it first: a later attempt goes on from there, whatever others did to it meanwhile. */
export async function openJobThread({
  request,
  folder,
  home,
  workspace,
  task,
}: RescuePorts): Promise<JobThread> {
  const threads = openThreads(home);
  const title = titleOf(task);
  const known = await readFile(join(folder, name), 'utf8').catch(() => null);
  if (known !== null) {
    // Only we write it. The items are in the transcript, or the job never came so far.
    const { id, length } = JSON.parse(known) as { id: string; length: number };
    const { items } = length === 0 ? { items: [] } : await threads.read(id);
    return { id, length, items, threads, title };
  }
  const thread =
    request.thread === 'fresh'
      ? await threads.create({ workspace, title, forkOf: null })
      : await threads.read(request.thread);
  const record = JSON.stringify({ id: thread.id, length: thread.length });
  await writeFile(join(folder, `.${name}.tmp`), record, { mode: 0o600, flush: true });
  await rename(join(folder, `.${name}.tmp`), join(folder, name));
  return { ...thread, threads, title };
}

function titleOf(task: string): string {
  const line = task.trim().split('\n', 1)[0] ?? '';
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
