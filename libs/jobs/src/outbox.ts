import type { JobStore, WorkerRecord } from './job-store.ts';

export interface OutboxOptions {
  readonly store: JobStore;
  readonly id: string;
  readonly owner: string;
  /** Told once when records cannot be written: the work should stop. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * What a worker says, on its way to the store: in order, several in one transaction, without ever making the work
 * wait. `flush` resolves when all that was said before is written.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  #waiting: WorkerRecord[] = [];
  #writing: Promise<void> | null = null;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  add(record: WorkerRecord): void {
    this.#waiting.push(record);
    this.#writing ??= this.#write().finally(() => {
      this.#writing = null;
    });
  }

  async flush(): Promise<void> {
    while (this.#writing !== null) await this.#writing;
  }

  async #write(): Promise<void> {
    // One turn later: what is said in one go is written in one transaction.
    await new Promise(setImmediate);
    while (this.#waiting.length > 0) {
      const records = this.#waiting;
      this.#waiting = [];
      try {
        await this.#options.store.record(this.#options.id, this.#options.owner, records);
      } catch (error) {
        this.#options.onFailure(error);
        return;
      }
    }
  }
}
