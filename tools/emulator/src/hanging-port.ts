import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep, setImmediate as turnOfLoop } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

/** A port that takes the first packet of a connection and never answers it. */
export interface HangingPort {
  release(): Promise<void>;
}

/** More than the shortest queue of any kernel in use holds. */
const maxFillers = 16;
const connectedWithinMs = 50;

/**
 * Makes connecting to a free port hang, as a dead machine does: a listener that never accepts, and its queue filled.
 * Proven on Linux, where a full queue drops the packet; a kernel that answers with a reset makes it a refusal.
 */
export async function hangPort(port: number, host: string): Promise<HangingPort> {
  const gate = new SharedArrayBuffer(4);
  const worker = new Worker(new URL('./blocked-listener.ts', import.meta.url), {
    workerData: { port, host, gate },
  });
  await once(worker, 'message');
  const fillers: Socket[] = [];
  while (fillers.every((filler) => !filler.connecting) && fillers.length < maxFillers) {
    const filler = connect(port, host);
    filler.on('error', () => undefined);
    fillers.push(filler);
    await sleep(connectedWithinMs);
    // After a stall of this process timers come before the news of connections: let those in first.
    await turnOfLoop();
    await turnOfLoop();
  }
  return {
    release: async () => {
      for (const filler of fillers) filler.destroy();
      const gone = once(worker, 'exit');
      Atomics.store(new Int32Array(gate), 0, 1);
      Atomics.notify(new Int32Array(gate), 0);
      await gone;
    },
  };
}
