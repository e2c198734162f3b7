import { randomBytes } from 'node:crypto';
import { link, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InputItem } from '@codex-pro/codex';
import { InputError } from '@codex-pro/runtime';

/** What a thread is about; written once. */
interface ThreadHead {
  readonly workspace: string;
  /** The first words of its first task. */
  readonly title: string;
  readonly createdAt: number;
  /** The thread that this one parted from. */
  readonly forkOf: string | null;
}

/** The whole conversation after one of its jobs. */
export interface ThreadState {
  readonly jobId: string;
  readonly at: number;
  readonly summary: string;
  readonly items: readonly InputItem[];
}

export interface ThreadView extends ThreadHead {
  readonly id: string;
  /** How many times a job has added to it. */
  readonly length: number;
  readonly last: Omit<ThreadState, 'items'> | null;
}

export interface OpenThread {
  readonly id: string;
  /** How many states there were when it was read: the next one is to follow these. */
  readonly length: number;
  readonly items: readonly InputItem[];
}

/** Conversations, a folder each under the state folder: one file for each state, never changed once it is there. */
export interface Threads {
  /** The id that `last` or an id (or its unique beginning) stands for. Throws InputError `input_invalid`. */
  resolve(reference: string, workspace: string): Promise<string>;
  read(id: string): Promise<OpenThread>;
  create(head: Omit<ThreadHead, 'createdAt'>): Promise<OpenThread>;
  /** Adds the next state; false where another job has gone on from there already. */
  append(thread: Pick<OpenThread, 'id' | 'length'>, state: ThreadState): Promise<boolean>;
  /** Newest first. */
  list(workspace: string | null): Promise<readonly ThreadView[]>;
}

const idForm = /^thr-[0-9a-z]{8}$/;

export function openThreads(home: string): Threads {
  const folder = join(home, 'threads');
  const headOf = async (id: string): Promise<ThreadHead | null> => readJson(join(folder, id, 'thread.json'));
  const statesOf = async (id: string): Promise<number[]> => {
    const names = await readdir(join(folder, id)).catch(() => []);
    const numbers = names.flatMap((name) => /^(\d{6})\.json$/.exec(name)?.[1] ?? []);
    return numbers.map(Number).toSorted((a, b) => a - b);
  };
  const stateOf = async (id: string, number: number): Promise<ThreadState | null> =>
    readJson(join(folder, id, stateName(number)));
  const ids = async () => (await readdir(folder).catch(() => [])).filter((name) => idForm.test(name));

  const threads: Threads = {
    async resolve(reference, workspace) {
      if (reference === 'last') {
        const [last] = (await threads.list(workspace)).filter((thread) => thread.last !== null);
        if (last !== undefined) return last.id;
        throw unknown(`No rescue has ended in ${workspace} yet, so there is no thread to go on with.`);
      }
      const found = (await ids()).filter((id) => id.startsWith(reference));
      const [id] = found;
      if (id === undefined || reference.length < 5) throw unknown(`There is no thread ${reference}.`);
      if (found.length > 1) throw unknown(`Several threads begin with ${reference}.`);
      const head = await headOf(id);
      if (head?.workspace === workspace) return id;
      throw unknown(`Thread ${id} belongs to another workspace: ${head?.workspace ?? 'unknown'}.`);
    },
    async read(id) {
      const length = (await statesOf(id)).at(-1) ?? 0;
      const state = length === 0 ? null : await stateOf(id, length);
      if (length > 0 && state === null) throw unknown(`Thread ${id} cannot be read any more.`);
      return { id, length, items: state?.items ?? [] };
    },
    async create(head) {
      const id = newId();
      await mkdir(join(folder, id), { recursive: true, mode: 0o700 });
      const whole: ThreadHead = { ...head, createdAt: Date.now() };
      await writeFile(join(folder, id, 'thread.json'), JSON.stringify(whole), { mode: 0o600, flag: 'wx' });
      return { id, length: 0, items: [] };
    },
    async append({ id, length }, state) {
      const temporary = join(folder, id, `.${randomBytes(6).toString('hex')}.tmp`);
      await writeFile(temporary, JSON.stringify(state), { mode: 0o600, flush: true });
      try {
        for (let number = length + 1; ; number += 1) {
          try {
            // A link takes no name that is there: whoever comes second is told.
            await link(temporary, join(folder, id, stateName(number)));
            return true;
          } catch (error) {
            if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
            // An earlier attempt of the job had come to its end: this one went on from there.
            if ((await stateOf(id, number))?.jobId !== state.jobId) return false;
          }
        }
      } finally {
        await rm(temporary, { force: true });
      }
    },
    async list(workspace) {
      const views = await Promise.all(
        (await ids()).map(async (id): Promise<ThreadView[]> => {
          const head = await headOf(id);
          if (head === null || (workspace !== null && head.workspace !== workspace)) return [];
          const length = (await statesOf(id)).at(-1) ?? 0;
          const state = length === 0 ? null : await stateOf(id, length);
          const { items: _, ...last } = state ?? { items: [] };
          return [{ ...head, id, length, last: state === null ? null : { ...state, ...last } }];
        }),
      );
      return views.flat().toSorted((a, b) => (b.last?.at ?? b.createdAt) - (a.last?.at ?? a.createdAt));
    },
  };
  return threads;
}

function stateName(number: number): string {
  return `${String(number).padStart(6, '0')}.json`;
}

function newId(): string {
  const letters = '0123456789abcdefghjkmnpqrstvwxyz';
  return `thr-${Array.from(randomBytes(8), (byte) => letters[byte % letters.length]).join('')}`;
}

/** null where it is not there, or is none of ours. */
async function readJson<T>(path: string): Promise<T | null> {
  try {
    // Only we write these files, whole and under their final name.
    return JSON.parse(await readFile(path, 'utf8')) as T;
  } catch {
    return null; // Gone or damaged: the caller says what is missing.
  }
}

function unknown(message: string): InputError {
  return new InputError('input_invalid', message, { hint: 'See list_threads, or use thread "fresh".' });
}
