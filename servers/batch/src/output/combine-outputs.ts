import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ChunkRecord } from './chunk-record.ts';
import { combiningName } from './own-files.ts';
import type { OwnWork } from './own-work.ts';

/** Writes the outputs that there are into one file, in order. Returns its absolute path. */
export async function combineOutputs(
  folder: string,
  name: string,
  records: readonly ChunkRecord[],
  own: OwnWork,
): Promise<string> {
  const path = join(folder, name);
  const temporary = join(folder, combiningName);
  const hash = createHash('sha256');
  // Of a batch that was killed.
  await rm(temporary, { force: true });
  const file = await open(temporary, 'wx');
  const add = async (bytes: string | Buffer) => {
    hash.update(bytes);
    await file.writeFile(bytes);
  };
  try {
    let first = true;
    for (const { state, file: output } of records) {
      if (state !== 'done' && state !== 'kept') continue;
      if (!first) await add('\n');
      first = false;
      for await (const bytes of createReadStream(join(folder, output))) await add(bytes);
    }
    await file.close();
    await mkdir(dirname(path), { recursive: true });
    await own.willWrite(name, hash.digest('hex'));
    await rename(temporary, path);
  } catch (error) {
    await file.close();
    await rm(temporary, { force: true });
    throw error;
  }
  return path;
}
