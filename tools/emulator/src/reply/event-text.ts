import type { StreamEvent } from './events.ts';

/** One event as the live backend writes it: an `event:` line, a `data:` line, a blank line. */
export function eventText(event: StreamEvent, sequence: number, newline = '\n'): string {
  const data = JSON.stringify({ ...event, sequence_number: sequence });
  return `event: ${event.type}${newline}data: ${data}${newline}${newline}`;
}

/** Several events in a row, numbered from `first`. */
export function eventsText(events: readonly StreamEvent[], first = 0, newline = '\n'): string {
  return events.map((event, index) => eventText(event, first + index, newline)).join('');
}
