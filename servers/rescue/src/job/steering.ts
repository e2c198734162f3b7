import { randomUUID } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Steering } from '@codex-pro/agent';

const name = 'steering.jsonl';

/** Leaves a message for a rescue that runs; its id. Whole on the disk when it resolves. */
export async function addSteering(folder: string, text: string): Promise<string> {
  const id = randomUUID();
  const file = await open(join(folder, name), 'a', 0o600);
  try {
    await file.appendFile(`${JSON.stringify({ id, text } satisfies Steering)}\n`);
    await file.datasync();
  } finally {
    await file.close();
  }
  return id;
}

/** Those that nobody has read. */
export async function unreadSteering(
  folder: string,
  read: ReadonlySet<string>,
): Promise<readonly Steering[]> {
  return (await readSteering(folder)).filter(({ id }) => !read.has(id));
}

/** The messages so far, in order. */
export async function readSteering(folder: string): Promise<readonly Steering[]> {
  const text = await readFile(join(folder, name), 'utf8').catch(() => '');
  const lines = text.split('\n').slice(0, -1);
  // Only we write these lines, each at once; what follows the last line end is still being written.
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Steering);
}
