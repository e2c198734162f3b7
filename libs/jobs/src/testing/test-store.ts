import { onTestFinished } from 'vitest';
import { type JobParts, openParts } from '../job-parts.ts';
import { type FakeClock, fakeClock } from './fake-clock.ts';
import { temporaryHome } from './temporary-home.ts';

export interface TestStore extends Omit<JobParts, 'home' | 'clock'> {
  readonly home: string;
  readonly clock: FakeClock;
}

/** The parts over a state folder of this test, or of another such store, with a clock that only moves when told. */
export function openTestStore({
  home = temporaryHome(),
  clock = fakeClock(),
}: {
  home?: string;
  clock?: FakeClock;
} = {}): TestStore {
  const parts = openParts({ home, clock, env: {}, workers: 8, bundleFolder: null });
  onTestFinished(() => parts.close());
  return { ...parts, home, clock };
}
