/** Where progress goes: stderr. */
export interface ProgressScreen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface ProgressLines {
  /** What is being done, and for how long already (milliseconds). */
  show(message: string, elapsed: number): void;
  /** A line that stays. */
  say(message: string): void;
  /** Takes the redrawn line away. */
  clear(): void;
}

/** Where nothing new happens, a plain log still shows a sign of life this often. */
const plainEveryMs = 15_000;
const wipe = '\r\u001b[K';

/** On a terminal one line, redrawn; elsewhere (a CI log) a line for each new message. */
export function createProgressLines(screen: ProgressScreen): ProgressLines {
  let last = '';
  let lastAt = Number.NEGATIVE_INFINITY;
  const live = screen.isTTY === true;
  return {
    show(message, elapsed) {
      const line = `${message} · ${duration(elapsed)}`;
      if (live) {
        const width = Math.max(20, (screen.columns ?? 80) - 1);
        screen.write(`${wipe}${line.length > width ? `${line.slice(0, width - 1)}…` : line}`);
      } else if (message !== last || elapsed - lastAt >= plainEveryMs) {
        screen.write(`${line}\n`);
        lastAt = elapsed;
      }
      last = message;
    },
    say: (message) => screen.write(`${live ? wipe : ''}${message}\n`),
    clear: () => {
      if (live) screen.write(wipe);
    },
  };
}

function duration(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
