/** How many calls may run at once, found by trying: additive increase, multiplicative decrease. */
export interface AdaptiveWindow {
  /** Calls allowed at once now; at least 1, never above the limit. */
  readonly size: number;
  /** A call began; its ticket goes back with its outcome. */
  begin(now: number): Ticket;
  /** A call was answered. */
  answered(ticket: Ticket, now: number): void;
  /** A call was refused for there being too many. Returns how long to send nothing, in milliseconds. */
  refused(ticket: Ticket): number;
  /** A call failed in another way. Where nothing was ever answered, one runs at a time until something is. */
  failed(): void;
}

export interface Ticket {
  readonly at: number;
  /** Calls that ran then, this one included. */
  readonly running: number;
  /** Decreases before it: a refusal of a call from before the last decrease tells nothing new. */
  readonly epoch: number;
}

/** A refusal says that this many at once were too many; what fits is a little less. */
const afterRefusal = 0.9;
const afterSlowing = 0.8;
/** Slower than this many times the quickest round counts as congestion, unless more gets done. */
const slowFactor = 2;
/** Answers quicker than this on average, in milliseconds: what slows them is this machine, and fewer at once would not help. */
const neverSlowMs = 500;
const shortestPauseMs = 100;
const longestPauseMs = 30_000;
/** Calm rounds before one more than the last refused number is tried again; doubled by each refusal there. */
const firstPatience = 8;
const longestPatience = 512;

/**
 * Begins at half the limit and grows by one an answer, which doubles it each round, until the first refusal. Then it
 * settles just below what was refused, comes back by one a round, and tries for more ever more rarely.
 */
export function createWindow(limit: number): AdaptiveWindow {
  let size = Math.max(1, Math.min(limit, Math.max(4, Math.ceil(limit / 2))));
  let ceiling = limit;
  let finding = true;
  let epoch = 0;
  let running = 0;
  let refusalsInARow = 0;
  let patience = firstPatience;
  let calm = 0;
  let everAnswered = false;
  let doubtful = false;
  let round = newRound(0);
  let quickest = Number.POSITIVE_INFINITY;
  let lastRate = 0;

  const shrink = (to: number): void => {
    size = Math.max(1, Math.floor(to));
    finding = false;
    epoch += 1;
    calm = 0;
  };

  /** A round has as many answers as calls may run: each call that ran at its start has come back. */
  const endRound = (now: number): void => {
    const middle = round.latency / round.answers;
    const rate = round.answers / Math.max(1, now - round.began);
    const slow = middle > neverSlowMs && middle > slowFactor * quickest && rate < 1.05 * lastRate && size > 4;
    quickest = Math.min(quickest * 1.01, middle);
    lastRate = rate;
    round = newRound(now);
    if (slow) {
      shrink(size * afterSlowing);
      ceiling = size;
      return;
    }
    if (finding) return;
    if (size < ceiling) {
      size += 1;
      return;
    }
    calm += 1;
    if (calm < patience || ceiling >= limit) return;
    ceiling += 1;
    size = ceiling;
    calm = 0;
  };

  return {
    get size() {
      return doubtful ? 1 : size;
    },
    begin(now) {
      running += 1;
      if (round.began === 0) round = newRound(now);
      return { at: now, running, epoch };
    },
    answered(ticket, now) {
      running -= 1;
      everAnswered = true;
      doubtful = false;
      refusalsInARow = 0;
      round.answers += 1;
      round.latency += now - ticket.at;
      if (finding) size = Math.min(limit, size + 1);
      if (round.answers >= size) endRound(now);
    },
    refused(ticket) {
      running -= 1;
      const fitted = Math.max(1, ticket.running - 1);
      if (ticket.epoch < epoch) {
        ceiling = Math.min(ceiling, fitted);
        size = Math.min(size, Math.max(1, Math.floor(ceiling * afterRefusal)));
      } else {
        refusalsInARow += 1;
        if (!finding && ticket.running > ceiling - 1) patience = Math.min(longestPatience, patience * 2);
        ceiling = Math.min(limit, fitted);
        shrink(Math.min(size - 1, fitted * afterRefusal));
      }
      if (running > 0 && refusalsInARow < 3) return 0;
      return Math.min(longestPauseMs, shortestPauseMs * 2 ** Math.min(refusalsInARow, 9));
    },
    failed() {
      running -= 1;
      doubtful = !everAnswered;
    },
  };
}

interface Round {
  readonly began: number;
  answers: number;
  latency: number;
}

function newRound(began: number): Round {
  return { began, answers: 0, latency: 0 };
}
