import type { ReplyUsage } from './reply/reply.ts';

/** USD per million tokens. */
export interface Price {
  readonly input: number;
  readonly cached_input: number;
  readonly output: number;
}

/** The emulator's own price, made up; a test that needs another sets it. */
export const defaultPrice: Price = { input: 2, cached_input: 0.2, output: 16 };

/** What this backend was asked and what it would have charged. */
export interface LedgerTotals {
  /** Model requests that arrived, refused and failed ones included. */
  readonly requests: number;
  /** Of these, the ones whose answer was sent to its end. */
  readonly completed: number;
  readonly input_tokens: number;
  readonly cached_input_tokens: number;
  readonly output_tokens: number;
  readonly reasoning_tokens: number;
  readonly cost_usd: number;
}

export class Ledger {
  readonly #price: Price;
  #requests = 0;
  #completed = 0;
  #input = 0;
  #cached = 0;
  #output = 0;
  #reasoning = 0;

  constructor(price: Price) {
    this.#price = price;
  }

  get totals(): LedgerTotals {
    const fresh = this.#input - this.#cached;
    const micro =
      fresh * this.#price.input + this.#cached * this.#price.cached_input + this.#output * this.#price.output;
    return {
      requests: this.#requests,
      completed: this.#completed,
      input_tokens: this.#input,
      cached_input_tokens: this.#cached,
      output_tokens: this.#output,
      reasoning_tokens: this.#reasoning,
      cost_usd: micro / 1_000_000,
    };
  }

  arrived(): number {
    this.#requests += 1;
    return this.#requests;
  }

  answered(usage: ReplyUsage): void {
    this.#completed += 1;
    this.#input += usage.input_tokens;
    this.#cached += usage.cached_tokens;
    this.#output += usage.output_tokens;
    this.#reasoning += usage.reasoning_tokens;
  }
}
