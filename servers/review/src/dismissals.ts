import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Dismissal, dismissalSchema } from './review/dismissal.ts';
import { writeWhole } from './whole-file.ts';

/** What was dismissed in one workspace. Nothing of it lies in the repository: a change must not dismiss its own faults. */
export async function readDismissals(home: string, workspace: string): Promise<readonly Dismissal[]> {
  const folder = folderOf(home, workspace);
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const read = names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map(async (name) => dismissalSchema.parse(JSON.parse(await readFile(join(folder, name), 'utf8'))));
  return Promise.all(read);
}

/** One file each, so that two who dismiss at the same time lose nothing. Returns its path: to remove it takes it back. */
export async function keepDismissal(home: string, workspace: string, dismissal: Dismissal): Promise<string> {
  const path = join(folderOf(home, workspace), `${dismissal.fingerprint}.json`);
  await writeWhole(path, `${JSON.stringify(dismissal, null, 2)}\n`);
  return path;
}

function folderOf(home: string, workspace: string): string {
  return join(home, 'dismissed', createHash('sha256').update(workspace).digest('hex').slice(0, 32));
}
