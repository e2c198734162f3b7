import type { Socket } from 'node:net';
import { abortError } from '../abort.ts';

/** Waits until a socket is connected or secured. Its error, its close or an abort rejects. */
export function established(
  socket: Socket,
  event: 'connect' | 'secureConnect',
  signal: AbortSignal,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const abort = () => reject(abortError(signal));
  const close = () => reject(new Error('The socket closed before it was connected.'));
  socket.once(event, resolve);
  // Stays for the socket's whole life: an error without a listener would end the process.
  socket.on('error', reject);
  socket.once('close', close);
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  return promise.finally(() => {
    socket.off(event, resolve);
    socket.off('close', close);
    signal.removeEventListener('abort', abort);
  });
}
