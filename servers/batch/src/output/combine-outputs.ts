import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ChunkRecord } from './chunk-record.ts';

/** Writes the outputs that there are into one file, in order. Returns its absolute path. */
export async function combineOutputs(
  folder: string,
  name: string,
  records: readonly ChunkRecord[],
): Promise<string> {
  const path = join(folder, name);
  const temporary = join(folder, '.combining.tmp');
  const file = await open(temporary, 'w');
  try {
    let first = true;
    for (const { state, file: output } of records) {
      if (state !== 'done' && state !== 'kept') continue;
      if (!first) await file.write('\n');
      first = false;
      for await (const bytes of createReadStream(join(folder, output))) await file.write(bytes);
    }
    await file.close();
    await mkdir(dirname(path), { recursive: true });
    await rename(temporary, path);
  } catch (error) {
    await file.close();
    await rm(temporary, { force: true });
    throw error;
  }
  return path;
}
