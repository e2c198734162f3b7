import { type CallRecord, CancelledError } from '@codex-pro/runtime';
import type { Chunk } from '../chunk.ts';
import { type AdaptiveWindow, createWindow, type Ticket } from './adaptive-window.ts';
import type { ChunkEnd, RunEnd, RunOptions } from './run-options.ts';
import { judge, mayBeBackend } from './stop.ts';

/** Chunks that may fail one after the other before any was done: then it is the prompt, the schema or the backend. */
const failuresToStop = 10;
/** Being refused for pace this long without an answer ends a batch, in milliseconds. */
const longestRefusal = 30 * 60_000;
/** A longer wait that the backend asks for ends a batch too. */
const longestAskedPause = 10 * 60_000;

/** Sends chunks, as many at once as the backend takes. Resolves when nothing runs any more; throws only for a bug or a full disk. */
export async function runChunks(options: RunOptions): Promise<RunEnd> {
  const run = new Run(options);
  return run.toEnd();
}

interface Sent {
  readonly chunk: Chunk;
  readonly attempts: CallRecord[];
  readonly startedAt: number;
  readonly ticket: Ticket;
}

class Run {
  readonly #options: RunOptions;
  readonly #window: AdaptiveWindow;
  readonly #queue: Chunk[];
  /** Attempts of chunks that were sent back to the queue. */
  readonly #attempts = new Map<string, CallRecord[]>();
  readonly #inFlight = new AbortController();
  readonly #doubtful = new Set<string>();
  #next = 0;
  /** Calls under way. */
  #running = 0;
  /** Ends on their way to the disk. */
  #ending = 0;
  #answered = 0;
  #failed = 0;
  #refusedSince: number | null = null;
  #pausedUntil = 0;
  #stopped: { readonly reason: unknown } | null = null;
  #wake: () => void = () => undefined;

  constructor(options: RunOptions) {
    this.#options = options;
    this.#window = createWindow(options.limit);
    this.#queue = [...options.chunks];
  }

  async toEnd(): Promise<RunEnd> {
    const { signal } = this.#options;
    const onAbort = (): void => this.#stop(signal.reason, true);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    try {
      while (
        this.#running + this.#ending > 0 ||
        (this.#stopped === null && this.#next < this.#queue.length)
      ) {
        const changed = new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        const resume = this.#sendWhatMayGo();
        await changed;
        clearTimeout(resume);
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
    return { stopped: this.#stopped?.reason ?? null, doubtful: this.#doubtful };
  }

  /** Returns the timer that ends a pause, where there is one. */
  #sendWhatMayGo(): NodeJS.Timeout | undefined {
    if (this.#stopped !== null) return undefined;
    const pause = this.#pausedUntil - Date.now();
    if (pause > 0) return setTimeout(() => this.#wake(), Math.min(pause, 60_000));
    if (this.#pausedUntil !== 0) {
      this.#pausedUntil = 0;
      this.#options.onPause(null);
    }
    const most = this.#options.warmUp && this.#answered === 0 ? 1 : this.#window.size;
    // What is not on disk yet is in flight too: a worker that dies now loses no more answers than calls it may make at once.
    while (this.#running < most && this.#running + this.#ending < this.#options.limit) {
      const chunk = this.#queue[this.#next];
      if (chunk === undefined) break;
      try {
        this.#options.checkBudget();
      } catch (error) {
        this.#stop(error, false);
        break;
      }
      this.#next += 1;
      this.#running += 1;
      void this.#send(chunk);
    }
    return undefined;
  }

  async #send(chunk: Chunk): Promise<void> {
    let end: ChunkEnd | null = null;
    try {
      end = await this.#ask(chunk);
    } catch (error) {
      this.#stop(error, true);
    } finally {
      this.#running -= 1;
      this.#wake();
    }
    if (end !== null) await this.#end(end);
  }

  async #end(end: ChunkEnd): Promise<void> {
    this.#ending += 1;
    try {
      await this.#options.onEnd(end);
    } catch (error) {
      this.#stop(error, true);
    } finally {
      this.#ending -= 1;
      this.#wake();
    }
  }

  /** What came of it; null where the chunk waits for another turn, or nothing counts any more. */
  async #ask(chunk: Chunk): Promise<ChunkEnd | null> {
    const { engine } = this.#options;
    const startedAt = Date.now();
    const ticket = this.#window.begin(startedAt);
    const attempts = this.#attempts.get(chunk.id) ?? [];
    const onAttempt = (attempt: CallRecord): void => {
      if (attempt.errorCode !== 'rate_limited' && attempt.errorCode !== 'usage_limit') attempts.push(attempt);
    };
    const { signal } = this.#inFlight;
    let output: string;
    try {
      const question = this.#options.questionOf(chunk);
      output = await engine.ask(question, { purpose: `chunk ${chunk.index}`, signal, onAttempt });
    } catch (error) {
      if (signal.aborted) {
        this.#window.failed();
        return null;
      }
      return this.#failedCall(error, { chunk, attempts, startedAt, ticket });
    }
    this.#window.answered(ticket, Date.now());
    this.#refusedSince = null;
    this.#answered += 1;
    this.#doubtful.clear();
    return { chunk, result: { output }, attempts, startedAt, endedAt: Date.now() };
  }

  #failedCall(error: unknown, { chunk, attempts, startedAt, ticket }: Sent): ChunkEnd | null {
    const verdict = judge(error);
    if (verdict.type === 'slower') {
      this.#slowDown(this.#window.refused(ticket), verdict.until, error);
      return this.#sendAgain(chunk, attempts);
    }
    this.#window.failed();
    if (verdict.type === 'quota') {
      this.#waitForQuota(verdict.until, error);
      return this.#sendAgain(chunk, attempts);
    }
    if (verdict.type === 'stop') {
      // A backend that never answered is not waited for; answers that are on their way are paid.
      this.#stop(error, this.#answered === 0);
      return this.#sendAgain(chunk, attempts);
    }
    if (mayBeBackend(error)) this.#doubtful.add(chunk.id);
    this.#failed += 1;
    if (this.#answered === 0 && this.#failed >= failuresToStop) this.#stop(error, false);
    return { chunk, result: { error }, attempts, startedAt, endedAt: Date.now() };
  }

  #sendAgain(chunk: Chunk, attempts: CallRecord[]): null {
    if (attempts.length > 0) this.#attempts.set(chunk.id, attempts);
    this.#next -= 1;
    this.#queue[this.#next] = chunk;
    return null;
  }

  #slowDown(pauseMs: number, until: number | null, error: unknown): void {
    const now = Date.now();
    this.#refusedSince ??= now;
    const asked = until === null ? 0 : until - now;
    const tooLong = asked > longestAskedPause || now - this.#refusedSince > longestRefusal;
    const wait = Math.max(asked, pauseMs);
    if (tooLong) this.#stop(error, false);
    else if (wait > 0) this.#pause(now + wait);
  }

  #waitForQuota(until: number | null, error: unknown): void {
    const { patientUntil } = this.#options;
    // Clocks differ a little: a call a moment early would only be refused again.
    if (until === null || patientUntil === null || until > patientUntil) this.#stop(error, false);
    else this.#pause(Math.max(until, Date.now()) + quotaMarginMs);
  }

  #pause(until: number): void {
    if (until <= this.#pausedUntil) return;
    this.#pausedUntil = until;
    this.#options.onPause(until);
  }

  /** The first reason counts. `cut`: what runs is ended too, else it may come to its end. */
  #stop(reason: unknown, cut: boolean): void {
    this.#stopped ??= { reason };
    if (cut && !this.#inFlight.signal.aborted) this.#inFlight.abort(new CancelledError('The batch stopped.'));
    this.#wake();
  }
}

const quotaMarginMs = 500;
