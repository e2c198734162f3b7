import { randomBytes } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Writes a file below a folder whole or not at all: under a temporary name first. Folders on the way are made. */
export async function replaceFile(folder: string, name: string, content: string | Uint8Array): Promise<void> {
  const staged = await stageFile(folder, name, content);
  await staged.publish();
}

export interface StagedFile {
  publish(): Promise<void>;
}

/** What is longer, in characters or bytes, is always left to other threads. */
const small = 64 * 1024;
/**
 * A short file is written by this thread: handing its four steps to others takes longer than the steps (measured on a
 * quick disk: 20 µs against 60), and a batch may write a thousand a second. Where a disk took longer than so many
 * milliseconds twice in a row, the next files are left to other threads, so that the calls under way are not held up.
 */
const quickMs = 0.5;
const leftAfterSlow = 16;
let leftToOthers = 0;
let slowInARow = 0;

/** Writes the content under a temporary name beside its place. What goes wrong before `publish` leaves nothing. */
export async function stageFile(
  folder: string,
  name: string,
  content: string | Uint8Array,
): Promise<StagedFile> {
  const path = join(folder, name);
  const temporary = join(dirname(path), temporaryName());
  if (leftToOthers > 0 || content.length > small) {
    leftToOthers = Math.max(0, leftToOthers - 1);
    return stageElsewhere(path, temporary, content);
  }
  const began = performance.now();
  const staged = stageHere(path, temporary, content);
  slowInARow = performance.now() - began > quickMs ? slowInARow + 1 : 0;
  if (slowInARow >= 2) leftToOthers = leftAfterSlow;
  return staged;
}

function stageHere(path: string, temporary: string, content: string | Uint8Array): StagedFile {
  // With its encoding named, Node writes a string in one call of its own instead of three.
  const write = () => writeFileSync(temporary, content, { flag: 'wx', encoding: 'utf8' });
  try {
    try {
      write();
    } catch (error) {
      if (!hasNoFolder(error)) throw error;
      mkdirSync(dirname(path), { recursive: true });
      write();
    }
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  return { publish: async () => renameSync(temporary, path) };
}

async function stageElsewhere(
  path: string,
  temporary: string,
  content: string | Uint8Array,
): Promise<StagedFile> {
  const write = () => writeFile(temporary, content, { flag: 'wx' });
  try {
    await write().catch(async (error: unknown) => {
      if (!hasNoFolder(error)) throw error;
      await mkdir(dirname(path), { recursive: true });
      await write();
    });
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  return { publish: () => rename(temporary, path) };
}

function hasNoFolder(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

const processMark = randomBytes(6).toString('hex');
let files = 0;

/** Of this process alone, and new each time. */
function temporaryName(): string {
  files += 1;
  return `.${processMark}-${files}.tmp`;
}
