/**
 * A backend in a process of its own, so that what it costs is not on the loop that is measured. Options come as JSON:
 * `latency` and `spread` in milliseconds, `capacity` calls at once. Prints its URL; on each line of stdin the counts.
 */
import { createInterface } from 'node:readline';
import { startEmulator } from '@codex-pro/emulator';

const { latency, spread, capacity } = JSON.parse(process.argv[2] ?? '{}') as {
  latency: number;
  spread: number;
  capacity: number | null;
};
const began = Date.now();
const refusals: number[] = [];
let serving = 0;

const emulator = await startEmulator({
  record: 'heads',
  rateLimits: null,
  reply: () => {
    if (capacity !== null && serving >= capacity) {
      refusals.push(Date.now() - began);
      return { fault: { fault: 'rate_limited' } };
    }
    const wait = latency + (Math.random() * 2 - 1) * spread;
    if (capacity !== null) {
      serving += 1;
      // A place is free when its answer has gone out.
      setTimeout(() => {
        serving -= 1;
      }, wait);
    }
    return { text: 'ok', reasoning: false, delay_ms: wait };
  },
});
console.log(emulator.url);
createInterface({ input: process.stdin }).on('line', () => {
  console.log(JSON.stringify({ requests: emulator.ledger.requests, refusals, began }));
});
process.stdin.on('end', () => process.exit());
