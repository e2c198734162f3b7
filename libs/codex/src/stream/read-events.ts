import type { HttpResponse } from '@codex-pro/runtime';
import { createEventFrames } from './event-frames.ts';

/** How long a finished body may take to end; then its connection is dropped, and not used for the next call. */
const afterEndMs = 100;

/**
 * Reads the events of a response until `onEvents` says that it has what it wants, or the body ends. Each call gets
 * the data of the events that one piece of the body completed, never an empty list.
 */
export async function readEvents(
  response: HttpResponse,
  onEvents: (data: readonly string[]) => 'go on' | 'enough',
): Promise<void> {
  const frames = createEventFrames();
  const pieces = response.body[Symbol.asyncIterator]();
  try {
    for (;;) {
      const piece = await pieces.next();
      if (piece.done === true) return;
      const events = frames.feed(piece.value);
      if (events.length > 0 && onEvents(events) === 'enough') break;
    }
  } catch (error) {
    response.discard();
    throw error;
  }
  void letGo(pieces, response);
}

/** A body that ends by itself leaves its connection to the next call; some backends keep the socket open. */
async function letGo(pieces: AsyncIterator<Uint8Array>, response: HttpResponse): Promise<void> {
  const timer = setTimeout(() => response.discard(), afterEndMs);
  try {
    while ((await pieces.next()).done !== true);
  } catch {
    // The answer is complete: how its connection ends changes nothing.
  } finally {
    clearTimeout(timer);
  }
}
