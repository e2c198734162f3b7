import { describeJobQueue } from './testing/queue-conformance.ts';
import { openTestStore } from './testing/test-store.ts';

describeJobQueue('SQLite', () => {
  const { home, clock, queue, store } = openTestStore();
  const elsewhere = openTestStore({ home, clock });
  return {
    queue,
    elsewhere: elsewhere.queue,
    async read(id) {
      return store.find(id).job;
    },
    async startingOf(id) {
      return store.find(id).starting;
    },
    now: clock.now,
    advance: clock.advance,
    jump: clock.jump,
  };
});
