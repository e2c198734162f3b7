import { createServer } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

/**
 * Runs as a worker: listens with the shortest queue, then blocks its own thread, so that nobody ever accepts.
 * Wakes up when told, and closes.
 */
const { port, host, gate } = workerData as { port: number; host: string; gate: SharedArrayBuffer };
const server = createServer();
server.listen({ port, host, backlog: 1 }, () => {
  parentPort?.postMessage('listening');
  Atomics.wait(new Int32Array(gate), 0, 0);
  server.close();
});
