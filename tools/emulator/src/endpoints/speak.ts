import type { Exchange } from '../exchange.ts';
import type { Latency } from '../options.ts';
import { eventsText, eventText } from '../reply/event-text.ts';
import type { StreamEvent } from '../reply/events.ts';

/** Speaks an answer to its end. Returns false when the client left before it. */
export async function speak(
  exchange: Exchange,
  events: readonly StreamEvent[],
  latency: Latency,
): Promise<boolean> {
  const first = latency.first_event ?? 0;
  const each = latency.event ?? 0;
  if (first === 0 && each === 0) {
    if (exchange.signal.aborted) return false;
    // One write of a known length: the whole answer costs one packet where it fits.
    exchange.body(200, eventsText(events), { 'content-type': 'text/event-stream; charset=utf-8' });
    return true;
  }
  exchange.beginStream();
  for (const [index, event] of events.entries()) {
    const wait = index === 0 ? first : each;
    if (wait > 0 && !(await exchange.pause(wait))) return false;
    if (!(await exchange.write(eventText(event, index)))) return false;
  }
  exchange.end();
  return true;
}
