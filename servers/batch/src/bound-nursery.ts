import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Bytes of both halves of the nursery: twice what V8 begins with. */
const enough = 16 * 1024 * 1024;
const lookEveryMs = 50;

/**
 * Lets V8's nursery grow once and no further. Thousands of short-lived answers make it most of the process (measured:
 * 300 MB resident around 35 MB of live objects); kept at its first size, collecting takes 100 µs more of each answer's 640.
 */
export function boundNursery(): void {
  const timer = setInterval(() => {
    const nursery = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
    if ((nursery?.space_size ?? enough) < enough) return;
    setFlagsFromString('--semi-space-growth-factor=1');
    clearInterval(timer);
  }, lookEveryMs);
  timer.unref();
}
