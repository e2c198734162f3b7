import type { JobStore, WorkerRecord } from './job-store.ts';
import { isLocked } from './sqlite-error.ts';

export interface OutboxOptions {
  readonly store: Pick<JobStore, 'record'>;
  readonly id: string;
  readonly owner: string;
  /** Told when records cannot be written (disk full): the work should stop. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Each transaction waits for the disk. A few go at once; a worker that says more (a batch with a thousand calls a
 * second) has its records put into one so often. At even distances, since the calls under way stand still meanwhile.
 */
const atOnce = 10;
const everyMs = 100;

/**
 * What a worker says, on its way to the store: in order, several in one transaction, without ever making the work
 * wait. What could not be written stays and is tried again with the next record and at the end.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  #waiting: WorkerRecord[] = [];
  #writing: Promise<void> | null = null;
  /** When the writes so far would all have had their distance. */
  #pacedUntil = 0;
  #hurry: () => void = () => undefined;
  #hurried = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  add(record: WorkerRecord): void {
    this.#waiting.push(record);
    void this.#start();
  }

  /** Resolves when all that was said is written, or was tried once more. */
  async flush(): Promise<void> {
    this.#hurried = true;
    this.#hurry();
    if (this.#writing !== null) await this.#writing;
    if (this.#waiting.length > 0) await this.#start();
  }

  #start(): Promise<void> {
    this.#writing ??= this.#write().finally(() => {
      this.#writing = null;
    });
    return this.#writing;
  }

  async #write(): Promise<void> {
    // One turn later: what is said in one go is written in one transaction.
    await new Promise(setImmediate);
    while (this.#waiting.length > 0) {
      await this.#pace();
      const records = this.#waiting;
      this.#waiting = [];
      try {
        await this.#options.store.record(this.#options.id, this.#options.owner, records);
      } catch (error) {
        this.#waiting = [...records, ...this.#waiting];
        // Somebody who holds the store for long does not end a job.
        if (!isLocked(error)) this.#options.onFailure(error);
        return;
      }
    }
  }

  /** Waits where there were many writes just now; not at the end, when somebody waits for them. */
  async #pace(): Promise<void> {
    const now = performance.now();
    this.#pacedUntil = Math.max(this.#pacedUntil, now) + everyMs;
    const wait = this.#pacedUntil - now - atOnce * everyMs;
    if (wait <= 0 || this.#hurried) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#hurry = resolve;
    const timer = setTimeout(resolve, wait);
    await promise;
    clearTimeout(timer);
  }
}
