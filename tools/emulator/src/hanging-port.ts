import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

/** A port that takes the first packet of a connection and never answers it. */
export interface HangingPort {
  release(): Promise<void>;
}

/** More than the shortest queue of any kernel in use holds. */
const maxFillers = 16;
const connectedWithinMs = 150;

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
  let full = false;
  while (!full && fillers.length < maxFillers) {
    const filler = connect(port, host);
    filler.on('error', () => undefined);
    fillers.push(filler);
    full = !(await Promise.race([
      once(filler, 'connect').then(() => true),
      sleep(connectedWithinMs, false, { ref: false }),
    ]));
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
