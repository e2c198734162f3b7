import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { isMissing } from '../permitted-path.ts';
import { hashOfFile } from './content-hash.ts';
import { ownWorkName } from './own-files.ts';
import { replaceFile } from './replace-file.ts';

const hashesSchema = z.record(z.string(), z.array(z.string()));

/** What a batch writes besides outputs: the report, the failures, the combined file. */
export interface OwnWork {
  /** Whether nothing is there, or what the batch once wrote; else it is somebody's own, or was edited. */
  isFree(name: string): Promise<boolean>;
  /** To be called before a file gets its name: a kill between the two leaves nothing that looks like somebody's own. */
  willWrite(name: string, hash: string): Promise<void>;
}

export async function openOwnWork(folder: string): Promise<OwnWork> {
  const hashes = await readHashes(folder);
  return {
    async isFree(name) {
      const present = await hashOfFile(folder, name);
      return present === null || hashes[name]?.includes(present) === true;
    },
    async willWrite(name, hash) {
      const present = await hashOfFile(folder, name);
      const before = hashes[name]?.filter((each) => each === present) ?? [];
      hashes[name] = [...new Set([...before, hash])];
      await replaceFile(folder, ownWorkName, `${JSON.stringify(hashes)}\n`);
    },
  };
}

async function readHashes(folder: string): Promise<Record<string, string[]>> {
  try {
    return hashesSchema.parse(JSON.parse(await readFile(join(folder, ownWorkName), 'utf8')));
  } catch (error) {
    // Then nothing there counts as the batch's own, and nothing is replaced.
    if (isMissing(error) || error instanceof SyntaxError || error instanceof z.ZodError) return {};
    throw error;
  }
}
