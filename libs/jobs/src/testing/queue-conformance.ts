import { describe } from 'vitest';
import { testCancelling } from './conformance/cancelling.ts';
import { testClaiming } from './conformance/claiming.ts';
import { testEnding } from './conformance/ending.ts';
import { type QueueUnderTest, setQueueStage } from './conformance/queue-stage.ts';
import { testQueueingAgain } from './conformance/queueing-again.ts';
import { testStarting } from './conformance/starting.ts';

/** What every queue of jobs must do. Run it against each adapter; `open` is called for each test. */
export function describeJobQueue(name: string, open: () => QueueUnderTest): void {
  const openStage = () => setQueueStage(open());
  describe(`${name} as a queue of jobs`, () => {
    testStarting(openStage);
    testClaiming(openStage);
    testEnding(openStage);
    testQueueingAgain(openStage);
    testCancelling(openStage);
  });
}
