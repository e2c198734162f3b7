import { randomUUID } from 'node:crypto';

/** Names of one conversation with the backend. They are random: nothing of the user or the machine is in them. */
export interface ThreadIds {
  readonly session: string;
  readonly thread: string;
  /** `<thread>:<n>`, n being the compaction window. */
  readonly window: string;
}

export function newThreadIds(): ThreadIds {
  const thread = randomUUID();
  return { session: thread, thread, window: `${thread}:0` };
}
